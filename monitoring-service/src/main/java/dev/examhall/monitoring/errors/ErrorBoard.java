package dev.examhall.monitoring.errors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Groups of errors, for pages. */
public interface ErrorBoard {

  /**
   * The last seen first.
   *
   * @param status any when null
   */
  Flux<ErrorGroup> list(ErrorGroup.@Nullable Status status, int limit);

  Mono<ErrorGroup> find(String fingerprint);

  /** The newest first. */
  Flux<ErrorEvent> events(String fingerprint);

  /** Empty if there is no such group. */
  Mono<ErrorGroup> decide(String fingerprint, ErrorGroup.Status status, String operator);
}
