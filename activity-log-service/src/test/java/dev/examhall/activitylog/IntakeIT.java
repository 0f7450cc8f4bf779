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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithPostgres("activity_log")
@WithKafka
class IntakeIT {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String GROUP = "activity-log-service.intake";

  @TempDir Path folder;

  @Test
  void holdsEachActivityOnceHoweverOftenItsConsumerStopsAndTheTopicIsReplayed(
      TestDatabase database, TestKafka kafka) throws Exception {
    UUID session = UUID.randomUUID();
    String mine = "session_id = '" + session + "'";
    List<ActivityRecorded> activities =
        IntStream.range(0, 3_000).mapToObj(i -> activity(session, "answer-saved", "Mina")).toList();
    publish(kafka, activities);
    try (TestIdentity identity = TestIdentity.start()) {
      try (RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
        await().atMost(LONG).until(() -> log.count(mine) > 100);
        // Closed in the middle: what was stored and not committed comes again.
      }
      for (int replay = 0; replay < 2; replay++) {
        rewind(kafka);
        try (RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
          await().atMost(LONG).until(() -> lag(kafka) == 0);

          assertThat(log.count(mine)).isEqualTo(activities.size());
        }
      }
    }
  }

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
    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log = RunningActivityLog.start(database, kafka, identity, folder)) {
      await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 20);
      await().atMost(LONG).until(() -> lag(kafka) == 0);

      Map<String, String> reasons = deadLetterReasons(kafka);
      assertThat(reasons)
          .containsEntry(nul.id().toString(), "not-storable")
          .containsEntry(future.id().toString(), "unknown-version");
      assertThat(log.count("session_id = '" + session + "'")).isEqualTo(20);
    }
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
    return new ActivityRecorded(
        a.id(),
        a.at(),
        a.kind(),
        a.actor(),
        a.verb(),
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

  private static void rewind(TestKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> start = new java.util.HashMap<>();
      partitions().forEach(partition -> start.put(partition, new OffsetAndMetadata(0)));
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(
              () -> {
                // Refused until the members that left are forgotten.
                admin.alterConsumerGroupOffsets(GROUP, start).all().get();
                return true;
              });
    }
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

  private static Map<String, String> deadLetterReasons(TestKafka kafka) {
    Map<String, String> reasons = new java.util.HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(kafka, "test-" + UUID.randomUUID())) {
      List<TopicPartition> all =
          consumer.partitionsFor(ActivityRecorded.TOPIC + ".dlq").stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (reasons.size() < 2 && System.nanoTime() < deadline) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                letter ->
                    reasons.put(header(letter, "ce_id"), header(letter, "examhall_dlq_reason")));
      }
    }
    return reasons;
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
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
