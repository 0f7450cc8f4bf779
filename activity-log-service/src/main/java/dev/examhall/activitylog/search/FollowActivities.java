package dev.examhall.activitylog.search;

import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.activitylog.rights.ReadingScope;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The live tail: what comes into the log, whichever instance stored it, in the order of its arrival
 * and without a gap. A reader that was away goes on after what it saw last.
 */
@Component
final class FollowActivities {

  private static final Logger log = LoggerFactory.getLogger(FollowActivities.class);

  private static final Duration POLL = Duration.ofMillis(500);

  /** Then the reader comes again, and its rights are looked at again. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int READERS = 100;
  private static final int AT_ONCE = 200;

  private final ActivitySearchRepository repository;
  private final DecideReading rights;
  private final ActivityLog activities;
  private final AtomicInteger readers = new AtomicInteger();

  FollowActivities(
      ActivitySearchRepository repository, DecideReading rights, ActivityLog activities) {
    this.repository = repository;
    this.rights = rights;
    this.activities = activities;
  }

  /**
   * Emits the stream once the reader may have it.
   *
   * @param after what the reader saw last; absent for what comes from now on
   */
  Mono<Flux<Arrival>> follow(ActivityQuery query, Caller reader, Arrival.@Nullable Position after) {
    return rights
        .reading(reader, "stream", query.exam(), query.session())
        .flatMap(
            scope -> {
              if (readers.get() >= READERS) {
                return Mono.error(new TooManyReadersException());
              }
              return Mono.justOrEmpty(after)
                  .switchIfEmpty(repository.horizon().map(Arrival.Position::at))
                  .map(start -> stream(query, scope, start))
                  .doOnNext(
                      stream ->
                          activities.userAction(
                              Callers.actor(reader),
                              "activities-followed",
                              new ObjectRef("activities", "log"),
                              query.details()));
            });
  }

  private Flux<Arrival> stream(ActivityQuery query, ReadingScope scope, Arrival.Position start) {
    return Flux.defer(
            () -> {
              readers.incrementAndGet();
              Cursor cursor = new Cursor(start);
              return Flux.defer(() -> poll(query, scope, cursor))
                  .repeatWhen(polls -> polls.delayElements(POLL))
                  .doFinally(end -> readers.decrementAndGet());
            })
        .take(LONGEST)
        .onErrorResume(
            failure -> {
              log.warn("A live tail ends, its reader will come again: {}", failure.toString());
              return Flux.empty();
            });
  }

  /** Where one reader is; touched by one poll after another. */
  private static final class Cursor {

    private Arrival.Position position;

    Cursor(Arrival.Position position) {
      this.position = position;
    }
  }

  private Flux<Arrival> poll(ActivityQuery query, ReadingScope scope, Cursor cursor) {
    return repository
        .horizon()
        .filter(horizon -> !horizon.equals(cursor.position.xid()))
        .flatMap(
            horizon ->
                repository
                    .arrived(query, scope, cursor.position, horizon, AT_ONCE)
                    .collectList()
                    .doOnNext(found -> advance(cursor, found, horizon)))
        .flatMapIterable(found -> found);
  }

  /** What does not fit the query is never looked at twice. */
  private static void advance(Cursor cursor, List<Arrival> found, String horizon) {
    cursor.position =
        found.size() == AT_ONCE ? found.getLast().position() : Arrival.Position.at(horizon);
  }
}
