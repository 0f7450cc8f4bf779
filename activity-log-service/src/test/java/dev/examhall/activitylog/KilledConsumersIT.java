package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of the service; one is a process of its own and killed in the middle of its work.
 */
class KilledConsumersIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** A killed consumer is missed after this time; 45 s by default. */
  private static final String MISSED = "--spring.kafka.consumer.properties.session.timeout.ms=6000";

  private static final UUID SESSION = UUID.randomUUID();

  @TempDir Path folder;

  private final TestDatabase database = TestInfrastructure.newDatabase();
  private final TestKafka kafka = TestInfrastructure.kafka();

  @Test
  void holdsEachActivityOnceThroughRebalanceKillAndTwoReplays() throws Exception {
    List<ActivityRecorded> published = new CopyOnWriteArrayList<>();
    AtomicBoolean enough = new AtomicBoolean();
    try (TestIdentity identity = TestIdentity.start();
        Connection sql =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
      ChildProcess one = new ChildProcess(OrphanGuard.Stage.SERVICE);
      try {
        start(one, "one", Ports.free(), identity);
        CompletableFuture<Void> publishing =
            CompletableFuture.runAsync(() -> publishUntil(enough, published));
        await().atMost(LONG).until(() -> count(sql) > 200);
        // The other one comes in: a rebalance while both work.
        try (RunningActivityLog two = second(identity)) {
          killAndReplay(one, two, sql, identity, () -> end(enough, publishing), published);
        }
      } finally {
        enough.set(true);
        one.stop();
      }
    }
  }

  private RunningActivityLog second(TestIdentity identity) {
    return RunningActivityLog.start(
        database,
        kafka,
        identity,
        folder.resolve("two"),
        "--examhall.activity-log.chain.folder=" + folder.resolve("chain"),
        MISSED);
  }

  private static void end(AtomicBoolean enough, CompletableFuture<Void> publishing) {
    enough.set(true);
    publishing.join();
  }

  private void killAndReplay(
      ChildProcess one,
      RunningActivityLog two,
      Connection sql,
      TestIdentity identity,
      Runnable endOfPublishing,
      List<ActivityRecorded> published)
      throws Exception {
    long shared = count(sql);
    await().atMost(LONG).until(() -> count(sql) > shared + 200);
    endOfPublishing.run();
    long before = count(sql);
    burst(published);
    await().pollInterval(Duration.ofMillis(20)).atMost(LONG).until(() -> count(sql) > before);
    one.kill();

    await().atMost(LONG).until(() -> count(sql) >= published.size());
    assertThat(count(sql)).isEqualTo(published.size());
    String hash = hash(sql);
    for (int replay = 0; replay < 2; replay++) {
      UUID mark = UUID.randomUUID();
      publish(kafka, List.copyOf(published));
      publish(kafka, IntStream.range(0, 30).mapToObj(i -> mark(mark, i)).toList());
      await().atMost(LONG).until(() -> marks(sql, mark) == 30);

      assertThat(count(sql)).isEqualTo(published.size());
      assertThat(hash(sql)).isEqualTo(hash);
    }
    two.get("/api/v1/activities/verification", identity.person("activity-log-service", "OPERATOR"))
        .expectBody()
        .jsonPath("$.intact")
        .isEqualTo(true);
  }

  /** Comes to each partition, after everything that was published before. */
  private static ActivityRecorded mark(UUID mark, int number) {
    return activity(new UUID(number, mark.getLeastSignificantBits()), "marked", "Mark " + mark);
  }

  private static List<ActivityRecorded> some(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> activity(UUID.randomUUID(), "answer-saved", SESSION.toString()))
        .toList();
  }

  /** More than is stored at once: whoever is killed now is in the middle of it. */
  private void burst(List<ActivityRecorded> published) throws Exception {
    List<ActivityRecorded> more = some(5_000);
    publish(kafka, more);
    published.addAll(more);
  }

  private void publishUntil(AtomicBoolean enough, List<ActivityRecorded> published) {
    while (!enough.get()) {
      List<ActivityRecorded> more = some(300);
      try {
        publish(kafka, more);
        published.addAll(more);
        Thread.sleep(300);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void start(ChildProcess process, String name, int port, TestIdentity identity)
      throws IOException {
    Path jar = Path.of("target", "activity-log-service.jar").toAbsolutePath();
    Path data = Files.createDirectories(folder.resolve(name));
    process.start(
        new ChildProcess.Program(
            "activity-log-service-" + name,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                "--spring.r2dbc.username=" + database.user(),
                "--spring.flyway.url=" + database.jdbcUrl(),
                "--spring.flyway.user=" + database.user(),
                "--examhall.activity-log.chain.folder=" + folder.resolve("chain"),
                "--examhall.event-delivery.consumer.max-batch=200",
                MISSED),
            Map.of(
                "SERVER_PORT", String.valueOf(port),
                "EXAMHALL_DATA_DIR", data.toString(),
                "EXAMHALL_DATABASE_PASSWORD", database.password(),
                "EXAMHALL_INTERNAL_SECRET", identity.secret(),
                "EXAMHALL_GATEWAY_URL", identity.jwksUri().replace("/.well-known/jwks.json", ""),
                "EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
            data,
            folder.resolve(name + ".log"),
            folder.resolve(name + ".pid"),
            jar.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    process.awaitReady(LONG, () -> isReady(port));
  }

  private static boolean isReady(int port) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(Connection sql) throws Exception {
    return Long.parseLong(
        one(sql, "SELECT count(*) FROM activity WHERE actor_name = '" + SESSION + "'"));
  }

  private static long marks(Connection sql, UUID mark) throws Exception {
    return Long.parseLong(
        one(sql, "SELECT count(*) FROM activity WHERE actor_name = 'Mark " + mark + "'"));
  }

  /** Over every activity and all of it. */
  private static String hash(Connection sql) throws Exception {
    return one(
        sql,
        """
        SELECT md5(string_agg(md5(CAST(ROW(id, at, kind, actor_type, actor_id, verb, object_type,
          object_id, exam_id, session_id, severity, message, CAST(details AS text), service,
          trace_id, salt, leaf, stored_xid) AS text)), '' ORDER BY id))
        FROM activity WHERE actor_name = '%s'
        """
            .formatted(SESSION));
  }

  private static String one(Connection sql, String query) throws Exception {
    try (var statement = sql.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getString(1);
    }
  }
}
