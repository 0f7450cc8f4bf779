package dev.examhall.examrender.placement;

import java.util.List;

/**
 * A level as it was typed on a page: anything may be missing or wrong.
 *
 * @param was the code it has; empty for a new one
 * @param code wanted for a new one; empty to have one made
 * @param rank order of difficulty, easiest lowest
 * @param remove whether it shall go
 */
public record LevelRow(
    String was,
    String code,
    String program,
    String subProgram,
    String name,
    String rank,
    boolean remove) {

  /** A row that nobody filled in. */
  boolean isBlank() {
    return (was + code + program + subProgram + name + rank).isBlank();
  }

  /**
   * Something wrong with a row.
   *
   * @param row its place, from 0; −1 for something that concerns all
   * @param field name of the field that is wrong
   * @param message key of the sentence that says what to change
   * @param values what the sentence names; numbers where it counts things
   */
  public record Problem(int row, String field, String message, List<Object> values) {
    public Problem {
      values = List.copyOf(values);
    }
  }
}
