package dev.examhall.activitylog.intake;

import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stores activities. The same ones may come any number of times: an id that is there already is
 * left alone, so the log holds each once.
 */
final class ActivityIntake<T> implements EventHandler<T> {

  private static final int UUID_V7 = 7;

  private final ActivityIntakeRepository repository;
  private final Function<IncomingEvent<T>, ActivityRecorded> activity;
  private final Counter stored;
  private final Counter repeated;

  /**
   * @param activity what an event becomes in the log; throws {@link EventRefusedException}
   */
  ActivityIntake(
      ActivityIntakeRepository repository,
      Function<IncomingEvent<T>, ActivityRecorded> activity,
      MeterRegistry meters) {
    this.repository = repository;
    this.activity = activity;
    this.stored = meters.counter(IntakeMetric.STORED.id());
    this.repeated = meters.counter(IntakeMetric.REPEATED.id());
  }

  private record Entry<T>(IncomingEvent<T> event, ActivityRecorded activity) {}

  @Override
  public Mono<Void> handle(List<IncomingEvent<T>> events) {
    return Mono.fromCallable(() -> events.stream().map(this::entry).toList()).flatMap(this::store);
  }

  private Entry<T> entry(IncomingEvent<T> event) {
    ActivityRecorded recorded = activity.apply(event);
    if (recorded.schemaVersion() > ActivityRecorded.SCHEMA_VERSION) {
      throw new EventRefusedException(event, "unknown-version");
    }
    if (recorded.id().version() != UUID_V7) {
      // Its place in the log would have nothing to do with its time.
      throw new EventRefusedException(event, "id-without-time");
    }
    return new Entry<>(event, recorded);
  }

  private Mono<Void> store(List<Entry<T>> entries) {
    return repository
        .store(entries.stream().map(Entry::activity).toList())
        .doOnNext(
            rows -> {
              stored.increment(rows);
              repeated.increment(entries.size() - rows);
            })
        .then()
        .onErrorResume(ActivityIntake::isAboutTheData, failure -> narrowDown(entries, failure));
  }

  /** PostgreSQL refuses a batch as a whole: halves of it, until the one is found. */
  private Mono<Void> narrowDown(List<Entry<T>> entries, Throwable failure) {
    if (entries.size() == 1) {
      EventRefusedException refused =
          new EventRefusedException(entries.getFirst().event(), "not-storable");
      refused.addSuppressed(failure);
      return Mono.error(refused);
    }
    int half = entries.size() / 2;
    return store(entries.subList(0, half))
        .then(Mono.defer(() -> store(entries.subList(half, entries.size()))));
  }

  /** SQLSTATE classes 22 (data exception) and 23 (constraint): the same again would fail again. */
  private static boolean isAboutTheData(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcException database && database.getSqlState() != null) {
        return database.getSqlState().startsWith("22") || database.getSqlState().startsWith("23");
      }
    }
    return false;
  }
}
