package dev.examhall.examrender.exam;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.examrender.v1.ExamChanged;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells what happened to an exam, in the transaction in which it happens. */
@Component
class ExamEvents {

  private final Outbox outbox;
  private final ActivityEvents activities;
  private final Clock clock;

  ExamEvents(Outbox outbox, ActivityEvents activities, Clock clock) {
    this.outbox = outbox;
    this.activities = activities;
    this.clock = clock;
  }

  /**
   * Appends that the exam changed, and who did what.
   *
   * @param verb such as {@code exam-created}
   */
  Mono<Void> changed(
      UUID examId,
      int version,
      ExamChanged.Change change,
      Teacher teacher,
      String verb,
      Map<String, Object> details) {
    return outbox
        .append(
            OutgoingEvent.of(
                ExamChanged.TOPIC,
                examId.toString(),
                ExamChanged.TYPE,
                new ExamChanged(examId, version, change, clock.instant())))
        .then(
            outbox.append(
                activities.userAction(
                    new Actor("person", teacher.id(), teacher.name()),
                    verb,
                    new ObjectRef("exam", examId.toString()),
                    ActivityScope.exam(examId),
                    details)));
  }
}
