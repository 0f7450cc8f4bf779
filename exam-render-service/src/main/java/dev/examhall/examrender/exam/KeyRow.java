package dev.examhall.examrender.exam;

import java.util.List;

/**
 * One row of an answer key that was typed, pasted or imported: a question, or one of its parts.
 * Every cell is text as it came, empty where there was none.
 *
 * @param line where it stands, counted from 1, to find it again
 * @param number of the question; empty for a further part of the row before
 * @param type such as {@code ONE_CHOICE}, in English or Korean words; empty to follow from the
 *     answer
 * @param credit what several right choices earn, such as {@code partial}; empty by the exam's rule
 * @param answer letters, or accepted texts with {@code |} between them
 */
public record KeyRow(
    int line,
    String number,
    String type,
    String answer,
    String points,
    String options,
    String label,
    String credit) {

  /** Whether nothing but the row's place is given. */
  boolean isBlank() {
    return (number + type + answer + points + options + label + credit).isBlank();
  }

  /**
   * Something wrong with a row.
   *
   * @param row its line
   * @param message key of the sentence that says what to change
   * @param values what the sentence names
   */
  public record Problem(int row, String message, List<String> values) {
    public Problem {
      values = List.copyOf(values);
    }
  }
}
