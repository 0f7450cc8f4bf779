package dev.examhall.examrender.session;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.events.examrender.v1.SessionChanged;
import dev.examhall.examrender.placement.PlacementOutcome.Placed;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells what happened to a session, in the transaction in which it happens. */
@Component
class SessionEvents {

  private static final String STUDENT = "student";
  private static final String SESSION = "session";

  private final Outbox outbox;
  private final ActivityEvents activities;
  private final Clock clock;

  SessionEvents(Outbox outbox, ActivityEvents activities, Clock clock) {
    this.outbox = outbox;
    this.activities = activities;
    this.clock = clock;
  }

  Mono<Void> created(NewSession session) {
    return changed(
            session.id(),
            session.examId(),
            SessionChanged.Change.CREATED,
            null,
            session.matchedAt())
        .then(
            done(
                session.id(),
                session.examId(),
                session.studentName(),
                "session-created",
                Map.of(
                    "level", session.level().code(),
                    "grade", session.grade(),
                    "rank", session.rank().name())));
  }

  Mono<Void> started(SessionRow row, Attempt attempt) {
    return changed(row, SessionChanged.Change.STARTED, attempt)
        .then(done(row.id(), row.examId(), row.studentName(), "session-started", Map.of()));
  }

  Mono<Void> clockStarted(SessionRow row, Attempt attempt) {
    Map<String, Object> details = new HashMap<>();
    details.put("deadline", String.valueOf(attempt.deadline()));
    return changed(row, SessionChanged.Change.CLOCK_STARTED, attempt)
        .then(done(row.id(), row.examId(), row.studentName(), "clock-started", details));
  }

  /** Another page writes from now on than the one that may still be open. */
  Mono<Void> takenOver(SessionRow row, Writer next, boolean asked) {
    return done(
        row.id(),
        row.examId(),
        row.studentName(),
        "session-taken-over",
        Map.of(
            "writer", next.number(),
            "sameDevice", Objects.equals(row.writer().device(), next.device()),
            "asked", asked));
  }

  /** Another device came with the session's code. */
  Mono<Void> resumed(ResumeCodeRepository.Admitted session) {
    return done(
        session.sessionId(), session.examId(), session.studentName(), "session-resumed", Map.of());
  }

  /** Somebody who watches made another code. */
  Mono<Void> resumeCodeMade(UUID sessionId, UUID examId, Actor by) {
    return outbox.append(
        activities.userAction(
            by,
            "resume-code-made",
            session(sessionId),
            ActivityScope.session(examId, sessionId),
            Map.of()));
  }

  Mono<Void> levelChanged(
      SessionRow row, UUID next, Placed placed, ChangeLevel.Direction direction) {
    return changed(next, placed.examId(), SessionChanged.Change.CREATED, null, clock.instant())
        .then(
            done(
                row.id(),
                row.examId(),
                row.studentName(),
                "level-changed",
                Map.of(
                    "direction", direction.name(),
                    "from", row.levelCode(),
                    "to", placed.level().code(),
                    "nextSession", next.toString())));
  }

  Mono<Void> feedback(SessionRow row, Feedback feedback) {
    return done(
        row.id(),
        row.examId(),
        row.studentName(),
        "feedback-given",
        Map.of("difficulty", feedback.name()));
  }

  Mono<Void> timeChanged(SessionRow row, TimeOutcome.Changed changed, TimeChange change) {
    Map<String, Object> details = new HashMap<>();
    details.put("kind", change.kind().name());
    details.put("seconds", changed.seconds());
    details.put("reason", change.reason());
    details.put("deadline", String.valueOf(changed.to().deadline()));
    return changed(row, SessionChanged.Change.TIME_CHANGED, changed.to())
        .then(
            outbox.append(
                activities.userAction(
                    new Actor("person", change.byId(), change.byName()),
                    "time-changed",
                    session(row.id()),
                    ActivityScope.session(row.examId(), row.id()),
                    details)));
  }

  Mono<Void> ended(SessionRow row, Attempt attempt, Receipt receipt) {
    Map<String, Object> details = Map.of("answers", receipt.answers(), "sha256", receipt.sha256());
    if (attempt.state() == SessionState.MOVED) {
      return changed(row, SessionChanged.Change.FINALISED, attempt);
    }
    if (attempt.state() == SessionState.SUBMITTED) {
      return changed(row, SessionChanged.Change.SUBMITTED, attempt)
          .then(done(row.id(), row.examId(), row.studentName(), "session-submitted", details));
    }
    return changed(row, SessionChanged.Change.FINALISED, attempt)
        .then(
            outbox.append(
                activities.systemEvent(
                    "session-finalised",
                    Severity.INFO,
                    "The time was over and nobody had handed in.",
                    ActivityScope.session(row.examId(), row.id()),
                    details)));
  }

  static Actor student(UUID sessionId, @Nullable String name) {
    return new Actor(STUDENT, sessionId.toString(), name);
  }

  static ObjectRef session(UUID sessionId) {
    return new ObjectRef(SESSION, sessionId.toString());
  }

  private Mono<Void> changed(SessionRow row, SessionChanged.Change change, Attempt attempt) {
    return changed(row.id(), row.examId(), change, attempt.deadline(), clock.instant());
  }

  private Mono<Void> changed(
      UUID id, UUID examId, SessionChanged.Change change, @Nullable Instant deadline, Instant at) {
    return outbox.append(
        OutgoingEvent.of(
            SessionChanged.TOPIC,
            id.toString(),
            SessionChanged.TYPE,
            new SessionChanged(id, examId, change, deadline, at)));
  }

  private Mono<Void> done(
      UUID id, UUID examId, String studentName, String verb, Map<String, Object> details) {
    return outbox.append(
        activities.userAction(
            student(id, studentName),
            verb,
            session(id),
            ActivityScope.session(examId, id),
            details));
  }
}
