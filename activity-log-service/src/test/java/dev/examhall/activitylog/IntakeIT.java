package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.embedded.PostgresServer;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import dev.examhall.testkit.infrastructure.WithKafka;
import dev.examhall.testkit.infrastructure.WithPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.json.JsonMapper;

@WithPostgres("activity_log")
@WithKafka
class IntakeIT {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String GROUP = "activity-log-service.intake";

  @TempDir Path folder;

  @Test
  void putsPoisonAsideWithItsReasonAndStoresTheRest(TestDatabase database, TestKafka kafka)
      throws Exception {
    UUID session = UUID.randomUUID();
    ActivityRecorded nul = activity(session, "answer-saved", "a\0b");
    ActivityRecorded future = withVersion(activity(session, "answer-saved", "Mina"), 99);
    List<ActivityRecorded> good =
        IntStream.range(0, 20).mapToObj(i -> activity(session, "answer-saved", "Mina")).toList();
    publish(
        kafka,
        Stream.of(good.subList(0, 10), List.of(nul, future), good.subList(10, 20))
            .flatMap(List::stream)
            .toList());
    ActivityRecorded liar = withVerb(good.getFirst(), "grade-changed");
    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
      await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 20);
      await().atMost(LONG).until(() -> lag(kafka) == 0);

      // The same id with another content: what was told first holds.
      publish(kafka, List.of(liar));
      await().atMost(LONG).until(() -> letters(log, identity).containsKey(liar.id().toString()));
      assertThat(letters(log, identity))
          .containsEntry(nul.id().toString(), "not-storable")
          .containsEntry(future.id().toString(), "unknown-version")
          .containsEntry(liar.id().toString(), "content-differs");
      assertThat(log.count("session_id = '" + session + "'")).isEqualTo(20);
      assertThat(log.count("id = '" + liar.id() + "' AND verb = 'answer-saved'")).isEqualTo(1);
      assertThat(
              log.bean(MeterRegistry.class)
                  .get("examhall.activities.conflicting")
                  .counter()
                  .count())
          .isEqualTo(1);

      // What is wrong stays wrong: it comes back to where it was put aside.
      log.ask(HttpMethod.POST, "/api/v1/activities/dead-letters/replay", operator(identity))
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.replayed")
          .value(count -> assertThat((Integer) count).isGreaterThanOrEqualTo(3));
      await()
          .atMost(LONG)
          .until(
              () ->
                  letters(log, identity)
                      .keySet()
                      .containsAll(
                          List.of(
                              nul.id().toString(), future.id().toString(), liar.id().toString())));
      // Once it can be stored, a replay stores it.
      log.sql("DELETE FROM activity WHERE id = '" + liar.id() + "'");
      log.ask(HttpMethod.POST, "/api/v1/activities/dead-letters/replay", operator(identity));
      await()
          .atMost(LONG)
          .until(() -> log.count("id = '" + liar.id() + "' AND verb = 'grade-changed'") == 1);
    }
  }

  private static String operator(TestIdentity identity) {
    return identity.person("activity-log-service", "OPERATOR");
  }

  /** Reasons by event, as an operator sees them. */
  private static Map<String, String> letters(RunningActivityLog log, TestIdentity identity) {
    String body =
        log.get("/api/v1/activities/dead-letters", operator(identity))
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    Map<String, String> reasons = new java.util.HashMap<>();
    JsonMapper.shared()
        .readTree(body)
        .get("items")
        .forEach(
            letter -> reasons.put(letter.get("id").asString(), letter.get("reason").asString()));
    return reasons;
  }

  @Test
  void storesAfterwardsWhatCameWhilePostgresWasAway(TestKafka kafka) throws Exception {
    UUID session = UUID.randomUUID();
    String mine = "session_id = '" + session + "'";
    PostgresServer postgres = TestInfrastructure.newPostgres();
    postgres.administration().createDatabase("activity_log", "secret");
    TestDatabase database =
        new TestDatabase("127.0.0.1", postgres.port(), "activity_log", "secret");
    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
      publish(kafka, List.of(activity(session, "answer-saved", "Mina")));
      await().atMost(LONG).until(() -> log.count(mine) == 1);

      postgres.kill();
      publish(kafka, List.of(activity(session, "answer-saved", "Mina")));
      log.get("/api/v1/activities", identity.person("activity-log-service", "OPERATOR"))
          .expectStatus()
          .isEqualTo(503)
          .expectHeader()
          .exists("Retry-After");
      postgres.start();

      await().atMost(LONG).ignoreExceptions().until(() -> log.count(mine) == 2);
    } finally {
      postgres.stop();
    }
  }

  @Test
  void keepsEachMonthInAPartitionOfItsOwn(TestDatabase database, TestKafka kafka) throws Exception {
    UUID session = UUID.randomUUID();
    publish(kafka, List.of(activity(session, "answer-saved", "Mina")));
    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
      String mine = "session_id = '" + session + "'";
      await().atMost(LONG).until(() -> log.count(mine) == 1);

      assertThat(
              log.count(
                  mine + " AND tableoid::regclass::text = 'activity_' || to_char(at, 'YYYY_MM')"))
          .isEqualTo(1);
      await()
          .atMost(LONG)
          .until(
              () ->
                  log.count(
                          "false OR to_regclass('activity_' || to_char(now() at time zone 'UTC'"
                              + " + interval '2 months', 'YYYY_MM')) IS NOT NULL")
                      > 0);
    }
  }

  private static ActivityRecorded withVersion(ActivityRecorded a, int version) {
    return changed(a, a.verb(), version);
  }

  private static ActivityRecorded withVerb(ActivityRecorded a, String verb) {
    return changed(a, verb, a.schemaVersion());
  }

  private static ActivityRecorded changed(ActivityRecorded a, String verb, int version) {
    return new ActivityRecorded(
        a.id(),
        a.at(),
        a.kind(),
        a.actor(),
        verb,
        a.object(),
        a.examId(),
        a.sessionId(),
        a.severity(),
        a.message(),
        a.details(),
        a.service(),
        a.traceId(),
        version);
  }

  private static List<TopicPartition> partitions() {
    return IntStream.range(0, 3)
        .mapToObj(partition -> new TopicPartition(ActivityRecorded.TOPIC, partition))
        .toList();
  }

  private static long lag(TestKafka kafka) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(kafka, GROUP)) {
      var ends = consumer.endOffsets(partitions());
      var committed = consumer.committed(java.util.Set.copyOf(partitions()));
      return ends.entrySet().stream()
          .mapToLong(
              end -> {
                OffsetAndMetadata offset = committed.get(end.getKey());
                return end.getValue() - (offset == null ? 0 : offset.offset());
              })
          .sum();
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(TestKafka kafka, String group) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            group,
            "enable.auto.commit",
            "false"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }
}
