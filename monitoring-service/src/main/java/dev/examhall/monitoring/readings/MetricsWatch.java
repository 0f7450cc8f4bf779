package dev.examhall.monitoring.readings;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads each service's metrics in a loop of its own. */
final class MetricsWatch implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(MetricsWatch.class);

  private final Map<String, MetricsClient> clients = new LinkedHashMap<>();
  private final ServiceReadings readings;
  private final Duration interval;
  private final BooleanSupplier wanted;
  private final Scheduler timer;
  private final Map<String, Disposable> loops = new HashMap<>();
  private boolean running;

  /**
   * @param wanted whether they are to be read now
   */
  MetricsWatch(
      ServiceReadings readings, Duration interval, BooleanSupplier wanted, Scheduler timer) {
    this.readings = readings;
    this.interval = interval;
    this.wanted = wanted;
    this.timer = timer;
  }

  @Override
  public synchronized void start() {
    running = true;
    clients.forEach(this::begin);
  }

  /** Reads a service's metrics from now on, instead of what was read under this id before. */
  synchronized void watch(String service, MetricsClient client) {
    clients.put(service, client);
    if (running) {
      begin(service, client);
    }
  }

  synchronized void forget(String service) {
    clients.remove(service);
    end(loops.remove(service));
  }

  private void begin(String service, MetricsClient client) {
    end(loops.put(service, loop(service, client)));
  }

  private static void end(@Nullable Disposable loop) {
    if (loop != null) {
      loop.dispose();
    }
  }

  private Disposable loop(String service, MetricsClient client) {
    return Mono.defer(() -> wanted.getAsBoolean() ? client.read() : Mono.empty())
        .doOnNext(counters -> readings.add(service, counters))
        .onErrorResume(
            failure -> {
              log.debug("The metrics of {} cannot be read", service, failure);
              return Mono.empty();
            })
        .then(Mono.defer(() -> Mono.delay(interval, timer)))
        .repeat()
        .subscribe(
            nothing -> {},
            failure -> log.error("Reading the metrics of {} ended", service, failure));
  }

  @Override
  public synchronized void stop() {
    loops.values().forEach(Disposable::dispose);
    loops.clear();
    running = false;
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }
}
