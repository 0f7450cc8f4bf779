package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.PostgresServer;
import dev.examhall.examrender.ServiceProcess;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** Saves of many at once on a PostgreSQL that is killed or hangs. */
class JointSavesOutageIT {

  private static final String PASSWORD = "password-of-tests";
  private static final int SESSIONS = 24;
  private static final StudentToken TOKEN = new StudentToken("somebody");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final PostgresServer postgres = TestInfrastructure.newPostgres();
  private static final List<UUID> sessions =
      IntStream.range(0, SESSIONS).mapToObj(i -> new UUID(7, i)).toList();

  private final JointAnswerRepository answers =
      new JointAnswerRepository(
          TcpResources.get().onServer(LoopResources.DEFAULT_NATIVE),
          ConnectionFactories.get(
              ConnectionFactoryOptions.builder()
                  .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                  .option(ConnectionFactoryOptions.HOST, "127.0.0.1")
                  .option(ConnectionFactoryOptions.PORT, postgres.port())
                  .option(ConnectionFactoryOptions.DATABASE, "exam_render")
                  .option(ConnectionFactoryOptions.USER, "exam_render")
                  .option(ConnectionFactoryOptions.PASSWORD, PASSWORD)
                  .build()),
          Duration.ofHours(24),
          Duration.ofSeconds(60));

  @BeforeAll
  static void runningSessions() throws SQLException {
    postgres.administration().createDatabase("exam_render", PASSWORD);
    Flyway.configure()
        .dataSource(postgres.jdbcUrl("exam_render"), "exam_render", PASSWORD)
        .locations("classpath:db/outbox", "classpath:db/migration")
        .load()
        .migrate();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into exam values ('00000000-0000-0000-0000-000000000001', 'Exam', 'somebody', 1, null, now(), now());
          insert into exam_version (exam_id, version, timer_minutes, question_count, options, pass_percent,
            split_pages, skip_first_left_half)
          values ('00000000-0000-0000-0000-000000000001', 1, 60, 5, 5, 60, false, false);
          """);
      try (PreparedStatement session =
          connection.prepareStatement(
              """
              insert into session (id, exam_id, exam_version, level_code, level_name, student_name, parent_phone,
                grade, english_rank, token_hash, state, allowed_seconds, matched_at, started_at, clock_started_at, deadline)
              values (?, '00000000-0000-0000-0000-000000000001', 1, 'L', 'Level', 'Student', '0', 7, 'TOP_10', ?,
                'RUNNING', 3600, now(), now(), now(), now() + interval '1 hour')
              """)) {
        for (UUID id : sessions) {
          session.setObject(1, id);
          session.setBytes(2, TOKEN.hash());
          session.executeUpdate();
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    postgres.stop();
  }

  @Test
  void whatWasAcknowledgedIsThereAfterTheDatabaseWasKilledInTheMiddle() throws SQLException {
    CompletableFuture<Integer> killed = postgres.onExit();
    Map<UUID, Integer> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger count = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();

    Flux.fromIterable(sessions)
        .flatMap(
            session ->
                Flux.range(1, 1_000_000)
                    .concatMap(
                        revision ->
                            answers
                                .save(session, TOKEN, 1, revision, null, "[{}]", Instant.now())
                                .doOnNext(
                                    written -> {
                                      acknowledged.put(session, revision);
                                      if (count.incrementAndGet() == 2_000) {
                                        Mono.fromRunnable(postgres::kill)
                                            .subscribeOn(Schedulers.boundedElastic())
                                            .subscribe();
                                      }
                                    }),
                        1)
                    .then()
                    .onErrorResume(
                        failure -> {
                          failed.incrementAndGet();
                          return Mono.empty();
                        }),
            SESSIONS)
        .then()
        .block(PATIENCE);
    killed.orTimeout(60, TimeUnit.SECONDS).join();
    postgres.start();

    assertThat(failed).hasValue(SESSIONS);
    assertThat(acknowledged).hasSize(SESSIONS);
    Map<UUID, Integer> stored = stored();
    acknowledged.forEach(
        (session, revision) ->
            assertThat(stored.get(session))
                .as("what was on its way may be there too, unacknowledged")
                .isBetween(revision, revision + 1));
    StepVerifier.create(
            Mono.defer(
                    () ->
                        answers.save(sessions.getFirst(), TOKEN, 2, 1, null, "[{}]", Instant.now()))
                .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(100))))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void nobodyWaitsLongForADatabaseThatSaysNothing() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table answer in access exclusive mode");

      StepVerifier.create(
              Flux.range(2, 4)
                  .flatMapDelayError(
                      number ->
                          answers.save(
                              sessions.getLast(), TOKEN, number, 1, null, "[{}]", Instant.now()),
                      4,
                      1))
          .expectErrorSatisfies(
              failure ->
                  assertThat(Exceptions.unwrapMultiple(failure))
                      .hasSize(4)
                      .allMatch(TimeoutException.class::isInstance))
          .verify(PATIENCE);
    }
    StepVerifier.create(answers.save(sessions.getLast(), TOKEN, 3, 2, null, "[{}]", Instant.now()))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  /** SIGSTOP: connections stay, new ones are taken by the kernel, and nobody says anything. */
  @Test
  void theServiceSaysInTimeThatTheDatabaseHangsAndGoesOnWithIt(@TempDir Path folder)
      throws Exception {
    List<UUID> some = sessions.subList(0, 4);
    try (ServiceProcess service =
        new ServiceProcess(
            new TestDatabase("127.0.0.1", postgres.port(), "exam_render", PASSWORD),
            folder,
            "examhall.session.sweep-every=1h")) {
      service.start();
      Suite suite = new Suite(service.port());
      List<Student> students =
          some.stream().map(id -> new Student(suite, id, TOKEN.value(), List.of())).toList();
      students.forEach(student -> save(student, 1).expectStatus().isOk());
      signal("STOP");
      try {
        all(
            students,
            student ->
                save(student, 2)
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists(HttpHeaders.RETRY_AFTER));
      } finally {
        signal("CONT");
      }
      all(students, JointSavesOutageIT::saveUntilTaken);
      students.forEach(
          student -> student.state().expectBody().jsonPath("$.answers['5'].revision").isEqualTo(2));
    }
  }

  private static WebTestClient.ResponseSpec save(Student student, int revision) {
    return student.save(5, revision, Student.text("revision " + revision));
  }

  /** As pages do; the same again is the same answer. */
  private static void saveUntilTaken(Student student) {
    long patience = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (save(student, 2).returnResult(String.class).getStatus().value() != 200) {
      assertThat(System.nanoTime()).as("saves are taken again").isLessThan(patience);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static void all(List<Student> students, Consumer<Student> each) {
    Flux.fromIterable(students)
        .flatMap(
            student ->
                Mono.fromRunnable(() -> each.accept(student))
                    .subscribeOn(Schedulers.boundedElastic()))
        .then()
        .block();
  }

  /** The server with all its processes. */
  private static void signal(String name) throws Exception {
    ProcessHandle server = ProcessHandle.of(postgres.pid().orElseThrow()).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    Stream.concat(Stream.of(server), server.descendants())
        .forEach(process -> command.add(Long.toString(process.pid())));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static Map<UUID, Integer> stored() throws SQLException {
    Map<UUID, Integer> stored = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select session_id, revision from answer where number = 1")) {
      while (rows.next()) {
        stored.put(rows.getObject(1, UUID.class), rows.getInt(2));
      }
    }
    return stored;
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl("exam_render"), "exam_render", PASSWORD);
  }
}
