package dev.examhall.monitoring.history;

import dev.examhall.monitoring.RepeatingTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Brings the buffer into the database, and goes on trying while that is away. */
final class HistoryWriter extends RepeatingTask {

  private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(20);
  private static final Duration CLEANING = Duration.ofHours(1);
  private static final Duration ROLL_UP = Duration.ofMinutes(1);

  private final HistoryBuffer buffer;
  private final HistoryRepository repository;
  private final SchemaMigration schema;
  private final Retention retention;
  private final SharedBoard board;
  private final Clock clock;
  private final Scheduler timer;
  private Instant nextCleaning = Instant.MIN;
  private Instant nextRollUp = Instant.MIN;
  private boolean away;

  HistoryWriter(
      HistoryBuffer buffer,
      HistoryRepository repository,
      SchemaMigration schema,
      Duration pause,
      Retention retention,
      SharedBoard board,
      Clock clock,
      Scheduler timer) {
    super(Duration.ZERO, pause, timer);
    this.buffer = buffer;
    this.repository = repository;
    this.schema = schema;
    this.retention = retention;
    this.board = board;
    this.clock = clock;
    this.timer = timer;
  }

  @Override
  protected Mono<Void> once() {
    return schema
        .migrated()
        .then(Mono.defer(this::write))
        .then(Mono.defer(this::rollUp))
        .then(Mono.defer(this::clean))
        .then(Mono.defer(board::share))
        .timeout(ATTEMPT, timer)
        .doOnSuccess(nothing -> databaseAnswered());
  }

  @Override
  protected void failed(Throwable failure) {
    if (!away) {
      log.warn(
          "The health history cannot be written; {} entries wait: {}",
          buffer.size(),
          failure.toString());
    }
    away = true;
  }

  /** Writes all that is there. */
  Mono<Void> write() {
    HistoryBuffer.Batch batch = buffer.oldest();
    if (batch.isEmpty()) {
      return Mono.empty();
    }
    return repository
        .insertSamples(batch.samples())
        .thenMany(
            Flux.fromIterable(batch.changes())
                .concatMap(change -> repository.insertChange(change.id(), change.change())))
        .thenMany(
            Flux.fromIterable(batch.notices())
                .concatMap(notice -> repository.insertNotice(notice.id(), notice.notice())))
        .then(Mono.fromRunnable(() -> buffer.written(batch)))
        .then(Mono.defer(this::write));
  }

  /** How long what is kept. */
  record Retention(Duration samples, Duration minutes, Duration hours) {}

  private Mono<Void> rollUp() {
    Instant now = clock.instant();
    if (now.isBefore(nextRollUp) || !board.isOurs()) {
      return Mono.empty();
    }
    return repository.rollUp(now).doOnSuccess(done -> nextRollUp = now.plus(ROLL_UP));
  }

  private Mono<Void> clean() {
    Instant now = clock.instant();
    if (now.isBefore(nextCleaning) || !board.isOurs()) {
      return Mono.empty();
    }
    return repository
        .deleteSamplesBefore(now.minus(retention.samples()))
        .then(
            repository.deleteSumsBefore(
                now.minus(retention.minutes()), now.minus(retention.hours())))
        .doOnSuccess(gone -> nextCleaning = now.plus(CLEANING));
  }

  private void databaseAnswered() {
    if (away) {
      log.info("The health history is written again; {} entries were dropped", buffer.dropped());
    }
    away = false;
  }
}
