package dev.examhall.observability.activity;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.observability.errors.ErrorReports;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the activity log what people did and what happened. Every method returns at once, never
 * throws for an outage, and may be called on an event loop; see {@link EventSpool} for what may be
 * lost. Activities that must not be lost go through {@link ActivityEvents} and the outbox.
 */
public final class ActivityLog {

  private final ActivityEvents events;
  private final EventSpool spool;

  public ActivityLog(ActivityEvents events, EventSpool spool) {
    this.events = events;
    this.spool = spool;
  }

  /** Somebody did something that belongs to no exam. */
  public void userAction(
      Actor actor, String verb, @Nullable ObjectRef object, Map<String, Object> details) {
    spool.offer(events.userAction(actor, verb, object, details));
  }

  /**
   * Somebody did something.
   *
   * @param verb lower-case past participle with hyphens, such as {@code answer-saved}
   * @param details JSON values only
   */
  public void userAction(
      Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Map<String, Object> details) {
    spool.offer(events.userAction(actor, verb, object, scope, details));
  }

  /**
   * Somebody did something that may be told of more than once, such as when a request is repeated
   * whose answer got lost. The log keeps one of those that are alike in {@code told}.
   *
   * @param at when it happened, to the millisecond the same each time
   * @param told what no other activity of that millisecond is made of
   */
  public void userActionOnce(
      Instant at,
      String told,
      Actor actor,
      String verb,
      @Nullable ObjectRef object,
      ActivityScope scope,
      Map<String, Object> details) {
    spool.offer(events.userActionOnce(at, told, actor, verb, object, scope, details));
  }

  /** Something happened that belongs to no exam; errors also reach error tracking. */
  public void systemEvent(
      String type, Severity severity, String message, Map<String, Object> details) {
    systemEvent(type, severity, message, ActivityScope.NONE, details);
  }

  /**
   * Something happened. What is an error or critical also reaches error tracking.
   *
   * @param type lower-case past participle with hyphens, such as {@code media-linked}
   */
  public void systemEvent(
      String type,
      Severity severity,
      String message,
      ActivityScope scope,
      Map<String, Object> details) {
    OutgoingEvent event = events.systemEvent(type, severity, message, scope, details);
    spool.offer(event);
    if (severity.compareTo(Severity.ERROR) >= 0) {
      spool.offer(ErrorReports.of((ActivityRecorded) event.data()));
    }
  }
}
