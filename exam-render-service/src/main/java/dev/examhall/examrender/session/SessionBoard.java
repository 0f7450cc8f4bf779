package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.grading.QuestionScore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Sessions and results as pages show them, always from the database. */
public interface SessionBoard {

  /**
   * The result of an ended session; empty before the end and for a session that is not the token's.
   */
  Mono<SessionResult> result(UUID sessionId, StudentToken token);

  /** Points of each question of an ended session. */
  Mono<Map<Integer, QuestionScore>> scores(UUID sessionId);

  /** Sessions of exams in the scope, newest first. */
  Mono<List<SessionSummary>> list(SessionFilter filter, ExamScope scope);

  /** Numbers of sessions of exams in the scope. */
  Mono<SessionTotals> totals(ExamScope scope);
}
