package dev.examhall.monitoring.readings;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads each service's metrics in a loop of its own. */
final class MetricsWatch implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(MetricsWatch.class);

  private final Map<String, MetricsClient> clients;
  private final ServiceReadings readings;
  private final Duration interval;
  private final BooleanSupplier wanted;
  private final Scheduler timer;
  private Disposable.Composite loops = Disposables.composite();

  /**
   * @param wanted whether they are to be read now
   */
  MetricsWatch(
      Map<String, MetricsClient> clients,
      ServiceReadings readings,
      Duration interval,
      BooleanSupplier wanted,
      Scheduler timer) {
    this.clients = Map.copyOf(clients);
    this.readings = readings;
    this.interval = interval;
    this.wanted = wanted;
    this.timer = timer;
  }

  @Override
  public synchronized void start() {
    loops = Disposables.composite();
    clients.forEach((service, client) -> loops.add(loop(service, client)));
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
    loops.dispose();
  }

  @Override
  public synchronized boolean isRunning() {
    return !loops.isDisposed() && loops.size() > 0;
  }
}
