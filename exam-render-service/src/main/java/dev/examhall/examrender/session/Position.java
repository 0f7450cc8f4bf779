package dev.examhall.examrender.session;

/**
 * Where the student was last.
 *
 * @param question number of the question, from 1
 * @param page page of the booklet, from 1
 */
public record Position(int question, int page) {
  /** Where everybody begins. */
  public static final Position START = new Position(1, 1);
}
