package dev.examhall.monitoring.maintenance;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The maintenance windows, as the database had them a few seconds ago: they hold while it is away,
 * for that may be what is worked on.
 */
public final class Maintenance implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MaintenanceRepository repository;
  private final Duration pause;
  private final Clock clock;
  private final Scheduler timer;
  private volatile List<MaintenanceWindow> windows = List.of();
  private Disposable loop = Disposables.disposed();

  Maintenance(MaintenanceRepository repository, Duration pause, Clock clock, Scheduler timer) {
    this.repository = repository;
    this.pause = pause;
    this.clock = clock;
    this.timer = timer;
  }

  /** Those that are not over; the earliest first. */
  public List<MaintenanceWindow> windows() {
    Instant now = clock.instant();
    return windows.stream().filter(window -> window.until().isAfter(now)).toList();
  }

  /** Whether a service or infrastructure is being worked on now. */
  public boolean covers(String subject) {
    Instant now = clock.instant();
    return windows.stream().anyMatch(window -> window.covers(subject, now));
  }

  /** Completes when it is stored and holds. */
  Mono<MaintenanceWindow> plan(
      Set<String> subjects, Instant from, Instant until, String reason, String operator) {
    MaintenanceWindow window =
        new MaintenanceWindow(
            UuidCreator.getTimeOrderedEpoch(),
            subjects,
            from.truncatedTo(ChronoUnit.MICROS),
            until.truncatedTo(ChronoUnit.MICROS),
            reason,
            operator);
    return repository.insert(window).then(reload()).thenReturn(window);
  }

  /**
   * Ends one now.
   *
   * @return whether there was one that was not over
   */
  Mono<Boolean> end(UUID id) {
    return repository
        .end(id, clock.instant().truncatedTo(ChronoUnit.MICROS))
        .flatMap(ended -> reload().thenReturn(ended));
  }

  private Mono<Void> reload() {
    return Mono.defer(() -> repository.notOver(clock.instant()).collectList())
        .doOnNext(found -> windows = found)
        .then();
  }

  @Override
  public synchronized void start() {
    loop =
        reload()
            .timeout(PATIENCE, timer)
            .onErrorResume(
                failure -> {
                  log.debug("Maintenance windows cannot be read", failure);
                  return Mono.empty();
                })
            .then(Mono.defer(() -> Mono.delay(pause, timer)))
            .repeat()
            .subscribe(
                nothing -> {}, failure -> log.error("Reading maintenance windows ended", failure));
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
