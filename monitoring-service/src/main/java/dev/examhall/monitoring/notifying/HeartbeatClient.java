package dev.examhall.monitoring.notifying;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A dead man's switch: calls an address outside of the suite for as long as the monitor watches, so
 * that somebody else can raise the alarm when the calls stop.
 */
final class HeartbeatClient implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(HeartbeatClient.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String url;
  private final Duration interval;
  private final BooleanSupplier watching;
  private final WebClient http;
  private final MeterRegistry meters;
  private final Scheduler timer;
  private Disposable loop = Disposables.disposed();

  /**
   * @param url none when empty
   * @param watching whether services are really being asked: a beat without that would be a lie
   */
  HeartbeatClient(
      String url,
      Duration interval,
      BooleanSupplier watching,
      WebClient http,
      MeterRegistry meters,
      Scheduler timer) {
    this.url = url;
    this.interval = interval;
    this.watching = watching;
    this.http = http;
    this.meters = meters;
    this.timer = timer;
  }

  @Override
  public synchronized void start() {
    if (url.isBlank()) {
      return;
    }
    loop =
        Mono.defer(this::beat)
            .then(Mono.defer(() -> Mono.delay(interval, timer)))
            .repeat()
            .subscribe(nothing -> {}, failure -> log.error("The heartbeat ended", failure));
  }

  private Mono<Void> beat() {
    if (!watching.getAsBoolean()) {
      count("withheld");
      return Mono.empty();
    }
    return http.get()
        .uri(url)
        .retrieve()
        .toBodilessEntity()
        .timeout(PATIENCE, timer)
        .doOnSuccess(answer -> count("sent"))
        .onErrorResume(
            failure -> {
              count("failed");
              log.warn("The heartbeat was not taken: {}", failure.toString());
              return Mono.empty();
            })
        .then();
  }

  private void count(String outcome) {
    meters.counter(NotifyingMetric.HEARTBEATS.key(), "outcome", outcome).increment();
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
