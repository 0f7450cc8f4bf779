package dev.examhall.examrender.exam;

import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Answer keys; always from the database, never cached. */
public interface AnswerKeys {

  /** The questions of that version that have a key, in order of their numbers. */
  Mono<List<KeyedQuestion>> of(UUID examId, int version);
}
