package dev.examhall.examrender.placement;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.observability.activity.ActivityEvents;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Changes of placement come one after the other, and each is told in its own transaction. */
@Component
class ChangeCurriculum {

  private final PlacementRepository placement;
  private final Outbox outbox;
  private final ActivityEvents activities;
  private final TransactionalOperator transaction;

  ChangeCurriculum(
      PlacementRepository placement,
      Outbox outbox,
      ActivityEvents activities,
      TransactionalOperator transaction) {
    this.placement = placement;
    this.outbox = outbox;
    this.activities = activities;
    this.transaction = transaction;
  }

  /** What comes of a look at the curriculum as it is stored, while nobody else changes it. */
  <T> Mono<T> locked(Function<Curriculum, Mono<T>> change) {
    return Uncancelled.of(
        transaction.transactional(
            placement.lock().then(Mono.defer(placement::read)).flatMap(change)));
  }

  /** Tells of a change; it is part of one. */
  Mono<Void> tell(Actor teacher, String verb, Map<String, Object> details) {
    return outbox.append(
        activities.userAction(teacher, verb, new ObjectRef("placement", "curriculum"), details));
  }
}
