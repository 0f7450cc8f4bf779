package dev.examhall.monitoring.errors;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Keeps what is stored about errors bounded. Several instances may do it: it changes nothing. */
final class ErrorCleaner implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ErrorCleaner.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final ErrorRepository repository;
  private final int newest;
  private final Duration keep;
  private final Clock clock;
  private final Scheduler timer;
  private Disposable loop = Disposables.disposed();

  ErrorCleaner(
      ErrorRepository repository, int newest, Duration keep, Clock clock, Scheduler timer) {
    this.repository = repository;
    this.newest = newest;
    this.keep = keep;
    this.clock = clock;
    this.timer = timer;
  }

  @Override
  public synchronized void start() {
    loop =
        Mono.delay(PAUSE, timer)
            .then(Mono.defer(() -> repository.clean(newest, clock.instant().minus(keep))))
            .onErrorResume(
                failure -> {
                  log.debug("Errors cannot be cleaned up", failure);
                  return Mono.empty();
                })
            .repeat()
            .subscribe(nothing -> {}, failure -> log.error("Cleaning errors up ended", failure));
  }

  @Override
  public synchronized void stop() {
    loop.dispose();
  }

  @Override
  public synchronized boolean isRunning() {
    return !loop.isDisposed();
  }
}
