package dev.examhall.activitylog.deadletter;

import dev.examhall.activitylog.intake.StoreActivities;
import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.eventdelivery.DeadLetters;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.monitoring.v1.HealthChanged;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityEvents;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows an operator what was put aside, and sends it back to where it came from. */
@Component
public final class ReplayDeadLetters {

  private static final List<String> TOPICS = List.of(ActivityRecorded.TOPIC, HealthChanged.TOPIC);
  private static final int SHOWN = 200;

  private final DeadLetters letters;
  private final DecideReading rights;
  private final StoreActivities store;
  private final ActivityEvents events;

  ReplayDeadLetters(
      DeadLetters letters, DecideReading rights, StoreActivities store, ActivityEvents events) {
    this.letters = letters;
    this.rights = rights;
    this.store = store;
    this.events = events;
  }

  /** The oldest of those that wait, at most {@value #SHOWN} a topic. */
  public Mono<List<DeadLetters.Letter>> waiting(Caller caller) {
    return rights
        .operating(caller, "dead-letters")
        .thenMany(Flux.fromIterable(TOPICS).concatMap(topic -> letters.waiting(topic, SHOWN)))
        .flatMapIterable(found -> found)
        .collectList();
  }

  /** Emits how many were sent back; those that fail again are put aside again. */
  public Mono<Integer> replay(Caller caller) {
    return rights
        .operating(caller, "dead-letters-replay")
        .thenMany(Flux.fromIterable(TOPICS).concatMap(letters::replay))
        .reduce(0, Integer::sum)
        .flatMap(count -> note(caller, count).thenReturn(count));
  }

  private Mono<Void> note(Caller caller, int count) {
    return store.storeOwn(
        events.userAction(
            Callers.actor(caller),
            "dead-letters-replayed",
            new ObjectRef("activities", "dead-letters"),
            Map.of("count", count)));
  }
}
