package dev.examhall.activitylog.partition;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Makes each month's partition before the month begins, and drops it when it is old. */
final class PartitionKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PartitionKeeper.class);

  private final PartitionRepository partitions;
  private final PartitionProperties properties;
  private final RetireMonths retire;
  private final Clock clock;
  private @Nullable Disposable work;

  PartitionKeeper(
      PartitionRepository partitions,
      PartitionProperties properties,
      RetireMonths retire,
      Clock clock) {
    this.partitions = partitions;
    this.properties = properties;
    this.retire = retire;
    this.clock = clock;
  }

  Mono<Void> prepare() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Flux.range(0, properties.monthsAhead() + 1)
        .map(month -> today.withDayOfMonth(1).plusMonths(month))
        .concatMap(
            month ->
                partitions
                    .prepare(month)
                    .doOnNext(
                        made -> {
                          if (made) {
                            log.info("Made the partition of {}", month);
                          }
                        }))
        .then();
  }

  @Override
  public void start() {
    work =
        Mono.defer(() -> prepare().then(retire.retire()))
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                    .maxBackoff(Duration.ofMinutes(1))
                    .doBeforeRetry(
                        retry ->
                            log.warn(
                                "Partitions could not be looked after: {}",
                                retry.failure().toString())))
            .then(Mono.delay(properties.partitionCheck()))
            .repeat()
            .subscribe(
                next -> {}, error -> log.error("Partitions are not looked after any more", error));
  }

  @Override
  public void stop() {
    if (work != null) {
      work.dispose();
      work = null;
    }
  }

  @Override
  public boolean isRunning() {
    return work != null;
  }
}
