package dev.examhall.monitoring.duty;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Keeps asking for the lock, and knows what this instance is to do. */
public final class DutyKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DutyKeeper.class);

  private final DutyLockRepository lock;
  private final Duration pause;
  private final Clock clock;
  private final Scheduler timer;
  private volatile Duty duty;
  private Disposable loop = Disposables.disposed();

  DutyKeeper(DutyLockRepository lock, Duration pause, Clock clock, Scheduler timer) {
    this.lock = lock;
    this.pause = pause;
    this.clock = clock;
    this.timer = timer;
    this.duty = Duty.starting(clock.instant());
  }

  /** Whether this instance asks services itself. */
  public boolean asks() {
    return duty.asks();
  }

  /** Whether this instance writes and tells. */
  public boolean speaks() {
    return duty.speaks();
  }

  /**
   * Whether what this instance sees is to be kept; what an undecided one saw may be all there is.
   */
  public boolean keeps() {
    Duty.Role role = duty.role();
    return role == Duty.Role.ON_DUTY || role == Duty.Role.UNDECIDED;
  }

  /** For people: on-duty, standby … */
  public String role() {
    return duty.role().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  @Override
  public synchronized void start() {
    loop =
        Mono.defer(lock::ask)
            .doOnNext(this::decided)
            .then(Mono.defer(() -> Mono.delay(pause, timer)))
            .repeat()
            .subscribe(nothing -> {}, failure -> log.error("Asking who is on duty ended", failure));
  }

  private void decided(Duty.Answer answer) {
    Duty before = duty;
    duty = before.after(answer, clock.instant());
    if (duty.role() != before.role()) {
      log.info("This instance is {} (was {})", duty.role(), before.role());
    }
  }

  @Override
  public void stop(Runnable callback) {
    stop();
    // What stops waits for nobody: the lock goes with the connection anyway.
    lock.release()
        .doFinally(signal -> callback.run())
        .subscribe(nothing -> {}, failure -> log.debug("The lock was not given back", failure));
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
