package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Watches every service in a loop of its own: the next question is scheduled when the last one was
 * answered or given up, so that no service delays another and no timer can overflow.
 */
final class HealthPoller implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(HealthPoller.class);

  private final Map<String, Look> looks = new LinkedHashMap<>();
  private final HealthBoard board;
  private final PollSchedule schedule;
  private final ObservationSink sink;
  private final Isolation isolation;
  private final BooleanSupplier asks;
  private final Scheduler timer;
  private final DoubleSupplier random;
  private final Map<String, Disposable> loops = new HashMap<>();
  private volatile boolean running;

  /**
   * @param asks whether it is this instance's turn to ask
   */
  HealthPoller(
      Map<String, ? extends Look> looks,
      HealthBoard board,
      PollSchedule schedule,
      ObservationSink sink,
      Isolation isolation,
      BooleanSupplier asks,
      Scheduler timer,
      DoubleSupplier random) {
    this.looks.putAll(looks);
    this.board = board;
    this.schedule = schedule;
    this.sink = sink;
    this.isolation = isolation;
    this.asks = asks;
    this.timer = timer;
    this.random = random;
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    running = true;
    looks.forEach(this::begin);
  }

  /** Asks a service from now on, instead of whatever was asked under this id before. */
  synchronized void watch(String service, Look look) {
    looks.put(service, look);
    if (running) {
      begin(service, look);
    }
  }

  synchronized void forget(String service) {
    looks.remove(service);
    end(loops.remove(service));
  }

  private void begin(String service, Look look) {
    end(
        loops.put(
            service,
            loop(service, look)
                .subscribe(
                    nothing -> {}, failure -> log.error("Watching {} ended", service, failure))));
  }

  private static void end(@Nullable Disposable loop) {
    if (loop != null) {
      loop.dispose();
    }
  }

  private Mono<Void> loop(String service, Look look) {
    Mono<Void> once =
        Mono.defer(() -> asks.getAsBoolean() ? look.observe() : Mono.empty())
            .flatMap(observation -> isolation.judged(service, observation))
            .filter(observation -> board.knows(service))
            .doOnNext(observation -> take(service, observation))
            .onErrorResume(
                failure -> {
                  log.error("One look at {} failed in the monitor itself", service, failure);
                  return Mono.empty();
                })
            .then(Mono.defer(() -> Mono.delay(pause(service), timer)))
            .then();
    return Mono.delay(schedule.first(next()), timer).thenMany(once.repeat()).then();
  }

  private Duration pause(String service) {
    return board.knows(service)
        ? schedule.after(board.health(service), next())
        : schedule.first(next());
  }

  private void take(String service, Observation observation) {
    var change = board.record(service, observation);
    ServiceHealth health = board.health(service);
    sink.observed(health, observation);
    change.ifPresent(
        changed -> {
          log.info(
              "{} is {} (was {}): {}; score {}",
              changed.service(),
              changed.to(),
              changed.from(),
              changed.message(),
              changed.score());
          sink.changed(changed);
        });
  }

  private double next() {
    return random.getAsDouble();
  }

  @Override
  public synchronized void stop() {
    loops.values().forEach(Disposable::dispose);
    loops.clear();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
