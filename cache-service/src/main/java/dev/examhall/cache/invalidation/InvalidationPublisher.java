package dev.examhall.cache.invalidation;

import dev.examhall.cache.redis.OnNewEpoch;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.events.cache.v1.CacheInvalidated;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the near caches. It is done after Redis has the invalidation and without waiting; what does
 * not reach Kafka costs the near caches their ten seconds at most, so nothing is kept for later.
 */
final class InvalidationPublisher implements OnNewEpoch, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InvalidationPublisher.class);
  private static final int QUEUE = 10_000;

  private final EventPublisher events;
  private final EventEncoder encoder;
  private final Clock clock;
  private final String origin;
  private final Counter published;
  private final Counter lost;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofPlatform().name("invalidation-publisher").daemon().factory());

  /**
   * A publisher.
   *
   * @param origin id of this instance
   */
  InvalidationPublisher(
      EventPublisher events,
      EventEncoder encoder,
      Clock clock,
      String origin,
      MeterRegistry registry) {
    this.events = events;
    this.encoder = encoder;
    this.clock = clock;
    this.origin = origin;
    this.published = registry.counter("examhall.cache.invalidations.published");
    this.lost = registry.counter("examhall.cache.invalidations.unpublished");
  }

  /** Tells of an invalidation; never waits and never fails. */
  void publish(List<String> patterns, List<String> tags, long epoch) {
    CacheInvalidated event = new CacheInvalidated(patterns, tags, epoch, origin, clock.instant());
    String key = patterns.isEmpty() ? "tags" : patterns.getFirst();
    try {
      thread.execute(() -> send(key, event));
    } catch (RejectedExecutionException full) {
      lost.increment();
    }
  }

  @Override
  public void began(long epoch) {
    publish(List.of(), List.of(), epoch);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback counts
  private void send(String key, CacheInvalidated event) {
    try {
      events
          .send(
              encoder.encode(
                  OutgoingEvent.of(CacheInvalidated.TOPIC, key, CacheInvalidated.TYPE, event),
                  null))
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  published.increment();
                } else {
                  lost.increment();
                  log.debug("Near caches are not told. patterns={}", event.patterns(), error);
                }
              });
    } catch (RuntimeException e) {
      lost.increment();
      log.debug("Near caches are not told. patterns={}", event.patterns(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
