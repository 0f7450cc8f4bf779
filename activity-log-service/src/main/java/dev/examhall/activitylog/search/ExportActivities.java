package dev.examhall.activitylog.search;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.activitylog.intake.StoreActivities;
import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.activitylog.rights.ReadingScope;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityEvents;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Everything that a query finds, a page of rows in memory at a time: each page is a short query of
 * its own, so that no export holds a transaction open, however long its reader takes.
 */
@Component
final class ExportActivities {

  private static final int PAGE = 1_000;

  private final ActivitySearchRepository repository;
  private final DecideReading rights;
  private final StoreActivities store;
  private final ActivityEvents events;

  ExportActivities(
      ActivitySearchRepository repository,
      DecideReading rights,
      StoreActivities store,
      ActivityEvents events) {
    this.repository = repository;
    this.rights = rights;
    this.store = store;
    this.events = events;
  }

  /** Emits the text once the reader may have it and the log says that they took it. */
  Mono<Flux<String>> export(ActivityQuery query, ExportFormat format, Caller reader) {
    return rights
        .reading(reader, "export", query.exam(), query.session())
        .flatMap(scope -> note(query, format, reader).thenReturn(text(query, scope, format)));
  }

  private Mono<Void> note(ActivityQuery query, ExportFormat format, Caller reader) {
    Map<String, Object> details = query.details();
    details.put("format", format.suffix());
    return store.storeOwn(
        events.userAction(
            Callers.actor(reader),
            "activities-exported",
            new ObjectRef("activities", "log"),
            details));
  }

  private Flux<String> text(ActivityQuery query, ReadingScope scope, ExportFormat format) {
    UUID until = UuidCreator.getTimeOrderedEpoch();
    Flux<String> pages =
        Flux.defer(
            () -> {
              Place place = new Place();
              return Flux.<Integer>generate(sink -> sink.next(PAGE))
                  // One page at a time, and none before there is room for it.
                  .concatMap(
                      count ->
                          repository
                              .next(query, scope, place.after, until, count)
                              .collectList()
                              .doOnNext(place::passed),
                      1)
                  .takeUntil(found -> found.size() < PAGE)
                  .filter(found -> !found.isEmpty())
                  .map(format::lines);
            });
    return format.head().isEmpty() ? pages : Flux.concat(Mono.just(format.head()), pages);
  }

  /** How far an export is; touched by one page after another. */
  private static final class Place {

    private @Nullable UUID after;

    void passed(List<Activity> page) {
      if (!page.isEmpty()) {
        after = page.getLast().id();
      }
    }
  }
}
