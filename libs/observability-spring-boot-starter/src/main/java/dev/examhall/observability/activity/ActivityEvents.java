package dev.examhall.observability.activity;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Kind;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes activities into events, for {@code Outbox.append} where one must not be lost. {@link
 * ActivityLog} is for all the others.
 */
public final class ActivityEvents {

  private final String service;
  private final Clock clock;

  /**
   * @param service id of the service that records
   */
  public ActivityEvents(String service, Clock clock) {
    this.service = service;
    this.clock = clock;
  }

  /** Somebody did something that belongs to no exam. */
  public OutgoingEvent userAction(
      Actor actor, String verb, @Nullable ObjectRef object, Map<String, Object> details) {
    return userAction(actor, verb, object, ActivityScope.NONE, details);
  }

  /**
   * Somebody did something.
   *
   * @param verb lower-case past participle with hyphens, such as {@code session-started}
   * @param details JSON values only
   */
  public OutgoingEvent userAction(
      Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Map<String, Object> details) {
    return userAction(actor, verb, object, scope, Severity.INFO, details);
  }

  /** As {@link ActivityLog#userActionOnce}: readers take two events with one id for one. */
  OutgoingEvent userActionOnce(
      Instant at,
      String told,
      Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Map<String, Object> details) {
    return event(
        ActivityId.of(at, told),
        at.truncatedTo(ChronoUnit.MICROS),
        Kind.USER_ACTION,
        actor,
        verb,
        object,
        scope,
        Severity.INFO,
        null,
        details);
  }

  /** Somebody did something that an operator may have to look at. */
  public OutgoingEvent userAction(
      Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Severity severity,
      Map<String, Object> details) {
    return event(Kind.USER_ACTION, actor, verb, object, scope, severity, null, details);
  }

  /** Something happened that belongs to no exam. */
  public OutgoingEvent systemEvent(
      String type, Severity severity, String message, Map<String, Object> details) {
    return systemEvent(type, severity, message, ActivityScope.NONE, details);
  }

  /**
   * Something happened.
   *
   * @param type lower-case past participle with hyphens, such as {@code session-finalised}
   */
  public OutgoingEvent systemEvent(
      String type,
      Severity severity,
      String message,
      ActivityScope scope,
      Map<String, Object> details) {
    return event(Kind.SYSTEM_EVENT, null, type, null, scope, severity, message, details);
  }

  private OutgoingEvent event(
      Kind kind,
      @Nullable Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Severity severity,
      @Nullable String message,
      Map<String, Object> details) {
    // PostgreSQL keeps microseconds: cut here, so that what is stored equals what was sent.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return event(
        UuidCreator.getTimeOrderedEpoch(),
        at,
        kind,
        actor,
        verb,
        object,
        scope,
        severity,
        message,
        details);
  }

  private OutgoingEvent event(
      UUID id,
      Instant at,
      Kind kind,
      @Nullable Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Severity severity,
      @Nullable String message,
      Map<String, Object> details) {
    ActivityRecorded activity =
        new ActivityRecorded(
            id,
            at,
            kind,
            actor,
            verb,
            object,
            scope.examId(),
            scope.sessionId(),
            severity,
            message,
            details,
            service,
            currentTraceId(),
            ActivityRecorded.SCHEMA_VERSION);
    return new OutgoingEvent(
        id, at, ActivityRecorded.TOPIC, key(activity), ActivityRecorded.TYPE, activity);
  }

  private static String key(ActivityRecorded activity) {
    if (activity.sessionId() != null) {
      return activity.sessionId().toString();
    }
    return activity.actor() != null ? activity.actor().id() : activity.service();
  }

  private static @Nullable String currentTraceId() {
    SpanContext context = Span.current().getSpanContext();
    return context.isValid() ? context.getTraceId() : null;
  }
}
