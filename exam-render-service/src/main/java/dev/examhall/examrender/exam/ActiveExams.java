package dev.examhall.examrender.exam;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Which exams may be started now; always from the database. */
public interface ActiveExams {

  /** Those of {@code exams} that are active, by id. */
  Mono<Map<UUID, ActiveExam>> among(Collection<UUID> exams);

  /**
   * What a new session takes over from its exam.
   *
   * @param version the version it will keep
   * @param time on the clock
   * @param accessCode what students are asked for before they start; null for nothing
   */
  record ActiveExam(int version, Duration time, @Nullable String accessCode) {}
}
