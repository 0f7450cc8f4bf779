package dev.examhall.observability.shutdown;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * The time between "not ready" and the end, in which everything works on: callers that keep
 * connections learn by {@code Connection: close} to go elsewhere, and those that open new ones by
 * readiness. It is spent before anything is stopped, on the thread that closes the context.
 */
final class Drain implements ApplicationListener<ContextClosedEvent>, Ordered {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final ApplicationContext context;
  private final Duration time;
  private final CountDownLatch nothing = new CountDownLatch(1);
  private volatile boolean begun;

  Drain(ApplicationContext context, Duration time) {
    this.context = context;
    this.time = time;
  }

  /** Whether the service is about to end. */
  boolean hasBegun() {
    return begun;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    if (event.getApplicationContext() != context || begun) {
      return;
    }
    begun = true;
    log.info("Draining for {}", time);
    try {
      // nobody counts it down: it is a wait that an interrupt ends
      if (nothing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the drain has no other end than its time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
