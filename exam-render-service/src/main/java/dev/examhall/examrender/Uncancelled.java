package dev.examhall.examrender;

import reactor.core.publisher.Mono;

/** Keeps work going whose outcome matters even if nobody waits for it any more. */
public final class Uncancelled {

  private Uncancelled() {}

  /**
   * The same result, but a cancelled subscriber (a browser that went away) does not cancel the
   * work: a commit that has begun is carried through. The Reactor context is passed on.
   */
  public static <T> Mono<T> of(Mono<T> work) {
    return Mono.deferContextual(
        context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
  }
}
