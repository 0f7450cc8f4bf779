package dev.examhall.monitoring.errors;

import dev.examhall.monitoring.RepeatingTask;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Keeps what is stored about errors bounded. Several instances may do it: it changes nothing. */
final class ErrorCleaner extends RepeatingTask {

  private static final Logger log = LoggerFactory.getLogger(ErrorCleaner.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final ErrorRepository repository;
  private final int newest;
  private final Duration keep;
  private final Clock clock;

  ErrorCleaner(
      ErrorRepository repository, int newest, Duration keep, Clock clock, Scheduler timer) {
    super(PAUSE, PAUSE, timer);
    this.repository = repository;
    this.newest = newest;
    this.keep = keep;
    this.clock = clock;
  }

  @Override
  protected Mono<Void> once() {
    return repository.clean(newest, clock.instant().minus(keep));
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("Errors cannot be cleaned up", failure);
  }
}
