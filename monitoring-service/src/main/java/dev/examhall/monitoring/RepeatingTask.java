package dev.examhall.monitoring;

import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What is done over and over while the service runs, each time after a pause that begins when the
 * time before has ended, so that nothing piles up. A time that fails is left to the next one.
 */
public abstract class RepeatingTask implements SmartLifecycle {

  private final Duration first;
  private final Duration pause;
  private final Scheduler timer;
  private Disposable loop = Disposables.disposed();

  /**
   * @param first how long after the start it is done for the first time
   */
  protected RepeatingTask(Duration first, Duration pause, Scheduler timer) {
    this.first = first;
    this.pause = pause;
    this.timer = timer;
  }

  /** Does it once. */
  protected abstract Mono<Void> once();

  /** Tells of a time that failed. */
  protected abstract void failed(Throwable failure);

  @Override
  public final synchronized void start() {
    loop =
        after(first)
            .thenMany(
                Mono.defer(this::once)
                    .onErrorResume(
                        failure -> {
                          failed(failure);
                          return Mono.empty();
                        })
                    .then(Mono.defer(() -> after(pause)))
                    .repeat())
            .subscribe(
                nothing -> {},
                failure ->
                    LoggerFactory.getLogger(getClass()).error("It is done no more", failure));
  }

  private Mono<Void> after(Duration time) {
    return time.isZero() ? Mono.empty() : Mono.delay(time, timer).then();
  }

  @Override
  public final synchronized void stop() {
    loop.dispose();
  }

  @Override
  public final synchronized boolean isRunning() {
    return !loop.isDisposed();
  }
}
