package dev.examhall.examrender.exam;

import java.math.BigDecimal;
import java.util.List;

/**
 * A question as a student sees it: without its key.
 *
 * @param number counted from 1
 * @param points what a right answer is worth
 * @param parts at least one, in the order of the answer sheet
 */
public record Question(int number, QuestionType type, BigDecimal points, List<Part> parts) {
  public Question {
    parts = List.copyOf(parts);
  }
}
