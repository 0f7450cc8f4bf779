package dev.examhall.examrender.exam;

import java.math.BigDecimal;
import java.util.List;

/** A question with its key. Never cached, never sent to a student. */
public record KeyedQuestion(
    int number, QuestionType type, BigDecimal points, List<KeyedPart> parts) {
  public KeyedQuestion {
    parts = List.copyOf(parts);
  }

  /** The question without its key. */
  public Question question() {
    return new Question(number, type, points, parts.stream().map(KeyedPart::part).toList());
  }
}
