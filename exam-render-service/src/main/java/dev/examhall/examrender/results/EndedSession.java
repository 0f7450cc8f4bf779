package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that has ended, with the score it has now.
 *
 * @param version of the exam that the student took
 * @param keyVersion whose key graded it
 * @param percent null when nothing could be decided
 */
record EndedSession(
    UUID id,
    UUID examId,
    int version,
    int keyVersion,
    SelectAllRule rule,
    String student,
    BigDecimal earned,
    BigDecimal gradable,
    BigDecimal total,
    @Nullable BigDecimal percent,
    int passPercent) {

  boolean passed() {
    return passes(percent, passPercent);
  }

  static boolean passes(@Nullable BigDecimal percent, int passPercent) {
    return percent != null && percent.compareTo(BigDecimal.valueOf(passPercent)) >= 0;
  }
}
