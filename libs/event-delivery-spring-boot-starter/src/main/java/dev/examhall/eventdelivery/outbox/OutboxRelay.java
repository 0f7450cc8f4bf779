package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.lock.SoleWorker;
import dev.examhall.eventdelivery.outbox.RelayRound.Outcome;
import dev.examhall.eventdelivery.outbox.RelayRound.Parked;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Brings the outbox to Kafka. Each instance runs one, and one of them works: see {@link
 * SoleWorker}.
 */
final class OutboxRelay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

  /** Below the web server: it starts before requests come and stops after the last one. */
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SoleWorker worker;
  private final RelaySpans publisher;
  private final EventDeliveryProperties.Outbox settings;
  private final MeterRegistry meters;
  private volatile double lagSeconds;
  private volatile boolean outage;
  private @Nullable Scheduler sending;
  private @Nullable Disposable work;

  OutboxRelay(
      SoleWorker worker,
      RelaySpans publisher,
      EventDeliveryProperties.Outbox settings,
      MeterRegistry meters) {
    this.worker = worker;
    this.publisher = publisher;
    this.settings = settings;
    this.meters = meters;
    Gauge.builder(EventDeliveryMetric.OUTBOX_LAG.id(), () -> lagSeconds)
        .baseUnit("seconds")
        .register(meters);
  }

  @Override
  public void start() {
    if (work != null) {
      return;
    }
    Scheduler scheduler = Schedulers.newSingle("outbox-relay", true);
    sending = scheduler;
    work = worker.start(connection -> relay(new OutboxRepository(connection), scheduler));
  }

  private Mono<Void> relay(OutboxRepository outbox, Scheduler scheduler) {
    Flux<Object> wakes = Flux.merge(outbox.wakes(), Mono.delay(settings.poll()).repeat());
    // However many wakes come during a round, one more round follows it.
    return wakes.onBackpressureLatest().concatMap(wake -> drain(outbox, scheduler), 1).then();
  }

  private Mono<Void> drain(OutboxRepository outbox, Scheduler scheduler) {
    return Mono.defer(() -> round(outbox, scheduler))
        .repeat()
        .takeUntil(rows -> rows < settings.batch())
        .then()
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(KafkaOutage.class::isInstance)
                .doBeforeRetry(retry -> noteOutage(retry.failure())));
  }

  /** Emits the number of rows that were there. */
  private Mono<Integer> round(OutboxRepository outbox, Scheduler scheduler) {
    return outbox
        .oldest(settings.batch())
        .doOnNext(this::measureLag)
        .flatMap(
            rows ->
                rows.isEmpty()
                    ? Mono.just(0)
                    : publish(rows, scheduler)
                        .flatMap(round -> settle(outbox, round))
                        .thenReturn(rows.size()));
  }

  private void measureLag(List<OutboxRow> rows) {
    lagSeconds =
        rows.isEmpty()
            ? 0
            : Duration.between(rows.getFirst().event().time(), Instant.now()).toMillis() / 1000.0;
  }

  private record Send(OutboxRow row, CompletableFuture<Void> done) {}

  private Mono<RelayRound> publish(List<OutboxRow> rows, Scheduler scheduler) {
    return Mono.fromCallable(() -> send(rows))
        .subscribeOn(scheduler)
        .flatMap(
            sends ->
                Mono.fromFuture(
                    CompletableFuture.allOf(
                            sends.stream().map(Send::done).toArray(CompletableFuture[]::new))
                        .handle((all, error) -> RelayRound.of(outcomes(sends))),
                    true));
  }

  private List<Send> send(List<OutboxRow> rows) {
    List<Send> sends = new ArrayList<>(rows.size());
    boolean stopped = false;
    for (OutboxRow row : rows) {
      CompletableFuture<Void> done =
          stopped
              ? CompletableFuture.failedFuture(
                  new CancellationException("an earlier event of the round could not be sent"))
              : publisher.send(row.event());
      sends.add(new Send(row, done));
      stopped =
          stopped
              || (done.isCompletedExceptionally()
                  && !EventPublisher.isHopeless(done.exceptionNow()));
    }
    return sends;
  }

  private static List<Outcome> outcomes(List<Send> sends) {
    return sends.stream()
        .map(
            send ->
                new Outcome(
                    send.row(),
                    send.done().isCompletedExceptionally() ? send.done().exceptionNow() : null))
        .toList();
  }

  private Mono<Void> settle(OutboxRepository outbox, RelayRound round) {
    return outbox
        .delete(round.delivered())
        .then(Mono.fromRunnable(() -> count(round)))
        .then(Flux.fromIterable(round.parked()).concatMap(outbox::park).then())
        .then(
            Mono.defer(
                () -> {
                  if (round.failure() != null) {
                    return Mono.error(new KafkaOutage(round.failure()));
                  }
                  if (outage) {
                    outage = false;
                    log.info("Kafka takes events again");
                  }
                  return Mono.empty();
                }));
  }

  private void count(RelayRound round) {
    for (OutboxRow row : round.delivered()) {
      meters
          .counter(
              EventDeliveryMetric.PUBLISHED.id(), "channel", "outbox", "topic", row.event().topic())
          .increment();
    }
    for (Parked parked : round.parked()) {
      log.error(
          "Kafka will never take event {}: it stays in the table, parked ({})",
          parked.row().event().id(),
          parked.reason());
      meters
          .counter(EventDeliveryMetric.UNDELIVERABLE.id(), "channel", "outbox", "reason", "refused")
          .increment();
    }
  }

  private void noteOutage(Throwable failure) {
    if (!outage) {
      outage = true;
      log.warn("Kafka takes no events, they wait in the outbox: {}", failure.toString());
    }
  }

  @Override
  public void stop() {
    if (work != null) {
      work.dispose();
      work = null;
    }
    if (sending != null) {
      sending.dispose();
      sending = null;
    }
  }

  @Override
  public boolean isRunning() {
    return work != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private static final class KafkaOutage extends RuntimeException {

    private static final long serialVersionUID = 1;

    KafkaOutage(Throwable cause) {
      super(cause);
    }
  }
}
