package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** How exams and their questions behave. */
public interface Statistics {

  /** Versions of an exam that anybody took to its end, the latest first. */
  Mono<List<Integer>> versions(UUID examId, ExamScope scope);

  /** Statistics of one version; empty for an exam that is not in the scope. */
  Mono<ExamStatistics> of(UUID examId, int version, ExamScope scope);
}
