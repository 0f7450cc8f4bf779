package dev.examhall.activitylog.intake;

import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Kind;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.events.monitoring.v1.HealthChanged;
import java.util.Map;
import java.util.UUID;

/** A change of a service's health, as the log tells it. */
final class HealthActivity {

  private HealthActivity() {}

  static ActivityRecorded of(IncomingEvent<HealthChanged> event) {
    HealthChanged change = event.data();
    return new ActivityRecorded(
        id(event),
        change.at(),
        Kind.SYSTEM_EVENT,
        null,
        "health-changed",
        new ObjectRef("service", change.service()),
        null,
        null,
        severity(change.to()),
        change.message(),
        Map.of("from", change.from(), "to", change.to(), "score", change.score()),
        "monitoring-service",
        null,
        ActivityRecorded.SCHEMA_VERSION);
  }

  private static Severity severity(String state) {
    return switch (state) {
      case "UP" -> Severity.INFO;
      case "DOWN" -> Severity.ERROR;
      default -> Severity.WARNING;
    };
  }

  private static UUID id(IncomingEvent<HealthChanged> event) {
    try {
      return UUID.fromString(event.id());
    } catch (IllegalArgumentException e) {
      throw new EventRefusedException(event, "id-without-time");
    }
  }
}
