package dev.examhall.observability.errors;

import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.monitoring.v1.ErrorReported;
import java.util.List;
import java.util.Objects;

/** Error reports of what was not logged but told to the activity log. */
public final class ErrorReports {

  private ErrorReports() {}

  /** The report of an activity; it has the activity's id, so that both can be found by one. */
  public static OutgoingEvent of(ActivityRecorded activity) {
    String type = "activity:" + activity.verb();
    String fingerprint = Fingerprint.of(type, List.of(), activity.service());
    ErrorReported report =
        new ErrorReported(
            activity.id(),
            activity.at(),
            activity.service(),
            type,
            Secrets.removed(Objects.requireNonNullElse(activity.message(), activity.verb())),
            "",
            fingerprint,
            activity.traceId(),
            null,
            null);
    return new OutgoingEvent(
        report.id(), report.at(), ErrorReported.TOPIC, fingerprint, ErrorReported.TYPE, report);
  }

  /** A text without what looks like a secret. */
  public static String withoutSecrets(String text) {
    return Secrets.removed(text);
  }
}
