package dev.examhall.gateway.route;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends event streams before the web server waits for open answers to end: they never would. The
 * browsers connect again, to a gateway that stays.
 */
@Component
final class OpenStreams implements SmartLifecycle {

  private volatile Sinks.Empty<Void> stopping = Sinks.empty();
  private volatile boolean running;

  /** A stream that ends when the gateway stops. */
  Mono<Void> untilStopping(Mono<Void> stream) {
    return stream.takeUntilOther(stopping.asMono());
  }

  @Override
  public void start() {
    // a context that was stopped may be started again
    stopping = Sinks.empty();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    stopping.tryEmitEmpty();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
