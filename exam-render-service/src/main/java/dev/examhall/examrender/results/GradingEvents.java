package dev.examhall.examrender.results;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells what was graded, in the transaction in which it is. */
@Component
class GradingEvents {

  private final Outbox outbox;
  private final ActivityEvents activities;

  GradingEvents(Outbox outbox, ActivityEvents activities) {
    this.outbox = outbox;
    this.activities = activities;
  }

  Mono<Void> ofSession(
      Teacher grader, String verb, EndedSession session, Map<String, Object> details) {
    return outbox.append(
        activities.userAction(
            new Actor("person", grader.id(), grader.name()),
            verb,
            new ObjectRef("session", session.id().toString()),
            ActivityScope.session(session.examId(), session.id()),
            details));
  }

  Mono<Void> ofExam(Teacher grader, String verb, UUID examId, Map<String, Object> details) {
    return outbox.append(
        activities.userAction(
            new Actor("person", grader.id(), grader.name()),
            verb,
            new ObjectRef("exam", examId.toString()),
            ActivityScope.exam(examId),
            details));
  }
}
