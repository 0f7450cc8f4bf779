package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one look at the database saw. A session that is as it was before is the same object as
 * before.
 *
 * @param exams by name
 */
record LiveLook(Instant at, Map<UUID, LiveSession> sessions, List<LiveExam> exams) {

  /** Names of the exams in the scope, by id. */
  Map<UUID, String> names(ExamScope scope) {
    Map<UUID, String> names = new LinkedHashMap<>();
    exams.stream()
        .filter(exam -> exam.in(scope))
        .forEach(exam -> names.put(exam.id(), exam.name()));
    return names;
  }
}
