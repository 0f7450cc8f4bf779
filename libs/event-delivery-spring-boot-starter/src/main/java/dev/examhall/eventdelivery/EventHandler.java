package dev.examhall.eventdelivery;

import java.util.List;
import reactor.core.publisher.Mono;

/** What a service does with the events that it subscribed to. */
@FunctionalInterface
public interface EventHandler<T> {

  /**
   * Deals with a batch, in the order of its partitions.
   *
   * <p>The same events may come again (after a crash, a rebalance, a replay), so handling must be
   * idempotent by {@link IncomingEvent#id()}.
   *
   * @return completes when all of it is safely stored: only then the offsets are committed. {@link
   *     EventRefusedException} sends one event to the dead letters and the rest of the batch comes
   *     again without it; any other error makes the whole batch come again, after a growing pause.
   */
  Mono<Void> handle(List<IncomingEvent<T>> events);
}
