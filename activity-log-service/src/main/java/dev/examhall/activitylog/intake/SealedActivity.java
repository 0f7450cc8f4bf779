package dev.examhall.activitylog.intake;

import dev.examhall.activitylog.chain.Content;
import dev.examhall.activitylog.chain.Sealing;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** An activity as it is stored. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SealedActivity(Content content, UUID salt, byte[] leaf) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SecureRandom RANDOM = new SecureRandom();

  static SealedActivity of(ActivityRecorded activity, Sealing sealing) {
    Content content = content(activity);
    UUID salt = new UUID(RANDOM.nextLong(), RANDOM.nextLong());
    return new SealedActivity(
        content, salt, sealing.leaf(content, sealing.commitment(content, salt)));
  }

  private static Content content(ActivityRecorded activity) {
    var actor = activity.actor();
    var object = activity.object();
    return new Content(
        activity.id(),
        // PostgreSQL keeps microseconds: what is sealed must be what comes back.
        activity.at().truncatedTo(ChronoUnit.MICROS),
        activity.kind().name(),
        actor == null ? null : actor.type(),
        actor == null ? null : actor.id(),
        actor == null ? null : actor.name(),
        activity.verb(),
        object == null ? null : object.type(),
        object == null ? null : object.id(),
        activity.examId(),
        activity.sessionId(),
        activity.severity().name(),
        activity.message(),
        JSON.writeValueAsString(activity.details()),
        activity.service(),
        activity.traceId(),
        activity.schemaVersion());
  }
}
