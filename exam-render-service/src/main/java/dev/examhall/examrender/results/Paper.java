package dev.examhall.examrender.results;

import dev.examhall.examrender.grading.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * An ended session with what it is graded by.
 *
 * @param answers by question
 * @param given what a teacher gave for long parts, by question
 */
record Paper(
    EndedSession session, Map<Integer, List<Response>> answers, Map<Integer, BigDecimal> given) {
  Paper {
    answers = Map.copyOf(answers);
    given = Map.copyOf(given);
  }
}
