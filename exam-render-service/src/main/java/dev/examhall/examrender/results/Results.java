package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results of ended sessions, always from the database. */
public interface Results {

  /** Exams that anybody took, the latest first. */
  Flux<ExamResults> exams(ExamScope scope);

  /** Sessions of an exam, the latest first; read as fast as they are taken. */
  Flux<ResultRow> ofExam(UUID examId, ExamScope scope);

  /** Sessions of students whose name contains this, by student, the latest first. */
  Flux<ResultRow> ofStudents(String name, ExamScope scope, int most);

  /** One session; empty for one that has not ended or is not in the scope. */
  Mono<ResultRow> ofSession(UUID sessionId, ExamScope scope);

  /**
   * An exam in numbers.
   *
   * @param waiting sessions with long answers to grade
   * @param mean percent; null when none has any
   */
  record ExamResults(
      UUID id,
      String name,
      long ended,
      long waiting,
      long passed,
      @Nullable BigDecimal mean,
      Instant last) {}
}
