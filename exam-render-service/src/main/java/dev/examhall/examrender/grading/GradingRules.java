package dev.examhall.examrender.grading;

import dev.examhall.examrender.exam.SelectAllRule;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** By which rule an exam's sessions are graded when they end. */
public interface GradingRules {

  /** The exam's rule; exact where nobody said anything. */
  Mono<SelectAllRule> of(UUID examId);
}
