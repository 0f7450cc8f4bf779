package dev.examhall.activitylog.intake;

import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stores activities. The same ones may come any number of times: an id that is there already is
 * left alone, so the log holds each once. The same id with another content is refused.
 */
final class ActivityIntake<T> implements EventHandler<T> {

  private static final int UUID_V7 = 7;

  private final StoreActivities activities;
  private final Function<IncomingEvent<T>, ActivityRecorded> activity;
  private final Counter conflicting;

  /**
   * @param activity what an event becomes in the log; throws {@link EventRefusedException}
   */
  ActivityIntake(
      StoreActivities activities,
      Function<IncomingEvent<T>, ActivityRecorded> activity,
      MeterRegistry meters) {
    this.activities = activities;
    this.activity = activity;
    this.conflicting = meters.counter(IntakeMetric.CONFLICTING.id());
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
    return activities
        .store(entries.stream().map(Entry::activity).toList())
        .flatMap(differing -> refuse(entries, differing))
        .onErrorResume(ActivityIntake::isAboutTheData, failure -> narrowDown(entries, failure));
  }

  /** The same id with another content: the first that was told is what holds. */
  private Mono<Void> refuse(List<Entry<T>> entries, Set<UUID> differing) {
    if (differing.isEmpty()) {
      return Mono.empty();
    }
    Entry<T> liar =
        entries.stream()
            .filter(entry -> differing.contains(entry.activity().id()))
            .reduce((first, second) -> second)
            .orElseThrow();
    conflicting.increment();
    return Mono.error(new EventRefusedException(liar.event(), "content-differs"));
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
