package dev.examhall.monitoring.errors;

import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Groups of errors that receivers of alerts have not heard of. */
public interface UntoldErrors {

  /** Open groups that are new or came back since they were told, the oldest first. */
  Flux<ErrorGroup> untold(int limit);

  /** Remembers that receivers were told. */
  Mono<Void> told(Collection<String> fingerprints, Instant at);
}
