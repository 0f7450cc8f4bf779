package dev.examhall.benchmarks.activity;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Kind;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/** Activities as exam-render-service tells them when an answer was saved. */
final class Activities {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final UUID[] SESSIONS = new UUID[500];
  private static final UUID EXAM = UUID.randomUUID();

  static {
    for (int i = 0; i < SESSIONS.length; i++) {
      SESSIONS[i] = UUID.randomUUID();
    }
  }

  private Activities() {}

  static ProducerRecord<String, byte[]> record(int number) {
    UUID session = SESSIONS[number % SESSIONS.length];
    ActivityRecorded activity =
        new ActivityRecorded(
            UuidCreator.getTimeOrderedEpoch(),
            Instant.now(),
            Kind.USER_ACTION,
            new Actor("student", session.toString(), "Student " + number % SESSIONS.length),
            "answer-saved",
            new ObjectRef("session", session.toString()),
            EXAM,
            session,
            Severity.INFO,
            null,
            Map.of("question", number % 50, "revision", number % 7, "late", false),
            "exam-render-service",
            "4bf92f3577b34da6a3ce929d0e0e4736",
            1);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            ActivityRecorded.TOPIC, session.toString(), JSON.writeValueAsBytes(activity));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", activity.id().toString(),
            "ce_source", "/examhall/exam-render-service",
            "ce_type", ActivityRecorded.TYPE,
            "content-type", "application/json")
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
