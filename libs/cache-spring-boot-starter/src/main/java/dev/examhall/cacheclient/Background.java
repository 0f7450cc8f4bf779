package dev.examhall.cacheclient;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Work nobody waits for: fills and refreshes. It is bounded, ends with the application, and what
 * goes wrong in it is logged.
 */
final class Background implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Background.class);
  private static final int MOST_AT_ONCE = 1024;

  private final Sinks.Empty<Void> stopped = Sinks.empty();
  private final AtomicInteger running = new AtomicInteger();
  private final CacheMetrics metrics;

  Background(CacheMetrics metrics) {
    this.metrics = metrics;
  }

  /** Starts the work, or drops it when too much is running: then a value is not kept, no more. */
  void run(String what, Mono<?> work) {
    if (running.incrementAndGet() > MOST_AT_ONCE) {
      running.decrementAndGet();
      metrics.backgroundDropped();
      return;
    }
    start(what, work.doFinally(end -> running.decrementAndGet()));
  }

  /** Starts work that must not be dropped. */
  void start(String what, Mono<?> work) {
    work.takeUntilOther(stopped.asMono())
        .subscribe(done -> {}, error -> log.warn("{} failed: {}", what, error.toString()));
  }

  @Override
  public void destroy() {
    stopped.emitEmpty(Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
  }
}
