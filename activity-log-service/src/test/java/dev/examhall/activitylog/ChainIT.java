package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.activitylog.chain.Finding;
import dev.examhall.activitylog.chain.Finding.Kind;
import dev.examhall.activitylog.chain.VerifyLog;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;

/** Somebody who can write to the database changes the log. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChainIT {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final UUID SESSION = UUID.randomUUID();
  private static final List<String> TABLES = List.of("activity", "chain_block", "chain_state");

  @TempDir static Path folder;

  private static TestKafka kafka;
  private static TestIdentity identity;
  private static RunningActivityLog log;

  @BeforeAll
  static void start() throws Exception {
    TestDatabase database = TestInfrastructure.newDatabase();
    kafka = TestInfrastructure.kafka();
    identity = TestIdentity.start();
    log = RunningActivityLog.start(database, kafka, identity, folder);
    for (int round = 1; round <= 3; round++) {
      seal(
          IntStream.range(0, 20).mapToObj(i -> activity(SESSION, "answer-saved", "Mina")).toList());
    }
  }

  @AfterAll
  static void stop() {
    log.close();
    identity.close();
  }

  private static void seal(List<ActivityRecorded> activities) throws Exception {
    publish(kafka, activities);
    UUID last = activities.getLast().id();
    await().atMost(LONG).until(() -> log.count("id = '" + last + "'") == 1);
    await().atMost(LONG).until(() -> verify().waiting() == 0 && witnessed());
  }

  /** The witness of the newest block is written after its commit. */
  private static boolean witnessed() {
    return log.one("SELECT count(*) FROM chain_block", Long.class) == verifiedBlocks();
  }

  private static long verifiedBlocks() {
    try (var lines = Files.lines(folder.resolve("chain").resolve(today() + ".chain"))) {
      return lines.count();
    } catch (java.io.IOException e) {
      return 0;
    }
  }

  private static LocalDate today() {
    return log.one("SELECT max(day) FROM chain_block", LocalDate.class);
  }

  private static ChainReport verify() {
    return Objects.requireNonNull(
        log.bean(VerifyLog.class)
            .verify(LocalDate.now(ZoneOffset.UTC).minusDays(2), LocalDate.now(ZoneOffset.UTC))
            .block(LONG));
  }

  private static UUID sealed(int block, int index) {
    return log.one(
        "SELECT ids["
            + index
            + "] FROM (SELECT ids FROM chain_block ORDER BY day, number OFFSET "
            + (block - 1)
            + " LIMIT 1) b",
        UUID.class);
  }

  private static UUID lastSealed() {
    return log.one(
        "SELECT ids[cardinality(ids)] FROM chain_block ORDER BY day DESC, number DESC LIMIT 1",
        UUID.class);
  }

  private static String blockOf(UUID id) {
    return "'" + id + "' = ANY(ids)";
  }

  /** What a tampering finds, and what it does to it. */
  private enum Tampering {
    TEXT_EDITED(
        Kind.EDITED, id -> List.of("UPDATE activity SET message = 'x' WHERE id = '" + id + "'")),
    TIME_EDITED(
        Kind.EDITED,
        id ->
            List.of(
                "UPDATE activity SET at = at + interval '1 microsecond' WHERE id = '" + id + "'")),
    SEAL_REPLACED(
        Kind.EDITED,
        id ->
            List.of(
                "UPDATE activity SET message = 'x', leaf = sha256('x') WHERE id = '" + id + "'",
                "UPDATE chain_block SET leaves = overlay(leaves PLACING sha256('x') FROM"
                    + " (array_position(ids, '%s') - 1) * 32 + 1) WHERE %s"
                        .formatted(id, blockOf(id)))),
    DELETED(Kind.DELETED, id -> List.of("DELETE FROM activity WHERE id = '" + id + "'")),
    DELETED_FROM_THE_CHAIN_TOO(
        Kind.DELETED,
        id ->
            List.of(
                "DELETE FROM activity WHERE id = '" + id + "'",
                """
                UPDATE chain_block SET ids = array_remove(ids, '%1$s'),
                  leaves = overlay(leaves PLACING '' FROM (array_position(ids, '%1$s') - 1) * 32 + 1
                    FOR 32)
                WHERE %2$s
                """
                    .formatted(id, blockOf(id)))),
    REORDERED(
        Kind.REORDERED,
        id ->
            List.of(
                """
                UPDATE chain_block SET
                  ids = trim_array(ids, cardinality(ids) - p + 1) || ids[p + 1] || ids[p]
                    || (SELECT array_agg(i ORDER BY k) FROM unnest(ids) WITH ORDINALITY u(i, k) WHERE k > p + 1),
                  leaves = overlay(leaves PLACING
                    substring(leaves FROM p * 32 + 1 FOR 32)
                      || substring(leaves FROM (p - 1) * 32 + 1 FOR 32)
                    FROM (p - 1) * 32 + 1 FOR 64)
                FROM (SELECT day AS d, number AS n, array_position(ids, '%1$s') AS p
                      FROM chain_block WHERE %2$s) x
                WHERE day = d AND number = n
                """
                    .formatted(id, blockOf(id)))),
    ERASED_BY_HAND(
        Kind.ERASED_WITHOUT_RECORD,
        id ->
            List.of(
                "UPDATE activity SET salt = NULL, commitment = sha256('x'), actor_name = NULL"
                    + " WHERE id = '"
                    + id
                    + "'"));

    private final Kind kind;
    private final java.util.function.Function<UUID, List<String>> statements;

    Tampering(Kind kind, java.util.function.Function<UUID, List<String>> statements) {
      this.kind = kind;
      this.statements = statements;
    }
  }

  private static void restoring(Runnable tampering) {
    TABLES.forEach(table -> log.sql("CREATE TABLE copy_of_" + table + " AS TABLE " + table));
    try {
      tampering.run();
    } finally {
      TABLES.forEach(
          table -> {
            log.sql("TRUNCATE " + table);
            log.sql("INSERT INTO " + table + " SELECT * FROM copy_of_" + table);
            log.sql("DROP TABLE copy_of_" + table);
          });
    }
  }

  private static void find(Kind kind, UUID event, List<String> statements) {
    assertThat(verify().first()).isNull();
    restoring(
        () -> {
          statements.forEach(log::sql);

          ChainReport report = verify();

          Finding first = Objects.requireNonNull(report.first(), "nothing was found");
          assertThat(report.intact()).isFalse();
          assertThat(first.kind()).as(first.toString()).isEqualTo(kind);
          assertThat(first.event()).isEqualTo(event);
        });
  }

  @ParameterizedTest
  @EnumSource(Tampering.class)
  @Order(1)
  void findsWhatWasDoneToAnActivityAndNamesIt(Tampering tampering) {
    UUID id = sealed(2, 1);

    find(tampering.kind, id, tampering.statements.apply(id));
  }

  @Test
  @Order(1)
  void findsAnInsertion() {
    UUID inserted = UuidCreator.getTimeOrderedEpoch();
    String copy =
        """
        INSERT INTO activity (id, at, kind, verb, severity, details, service, schema_version, salt,
          leaf, stored_xid)
        SELECT '%s', at, kind, 'grade-changed', severity, details, service, schema_version, salt,
          leaf, %s
        FROM activity WHERE id = '%s'
        """;

    find(Kind.INSERTED, inserted, List.of(copy.formatted(inserted, "stored_xid", sealed(1, 1))));
    find(
        Kind.INSERTED,
        inserted,
        List.of(
            copy.formatted(inserted, "'0'", sealed(1, 1)),
            "UPDATE activity SET leaf = '' WHERE id = '" + inserted + "'"));
  }

  @Test
  @Order(1)
  void findsATruncatedTailThoughRowsAndChainGoTogether() {
    UUID first =
        log.one(
            "SELECT ids[1] FROM chain_block ORDER BY day DESC, number DESC LIMIT 1", UUID.class);

    find(
        Kind.TRUNCATED,
        first,
        List.of(
            """
            DELETE FROM activity WHERE id IN (
              SELECT unnest(ids) FROM chain_block WHERE number = (SELECT max(number) FROM chain_block))
            """,
            "DELETE FROM chain_block WHERE number = (SELECT max(number) FROM chain_block)"));
    UUID last = lastSealed();
    find(
        Kind.TRUNCATED,
        last,
        List.of(
            "DELETE FROM activity WHERE id = '" + last + "'",
            """
            UPDATE chain_block SET ids = trim_array(ids, 1),
              leaves = substring(leaves FROM 1 FOR length(leaves) - 32)
            WHERE number = (SELECT max(number) FROM chain_block)
            """));
  }

  @Test
  @Order(1)
  void findsThatTheWitnessItselfWasChanged() throws Exception {
    Path file = folder.resolve("chain").resolve(today() + ".chain");
    String before = Files.readString(file);
    try {
      Files.writeString(file, before.replaceFirst("\"hash\":\"..", "\"hash\":\"00"));

      assertThat(Objects.requireNonNull(verify().first()).kind()).isEqualTo(Kind.WITNESS_FORGED);
    } finally {
      Files.writeString(file, before);
    }
    assertThat(verify().first()).isNull();
  }

  @Test
  @Order(2)
  void erasesAPersonAndProvesItAndTheChainStaysValid() throws Exception {
    UUID other = UUID.randomUUID();
    ActivityRecorded mention =
        with(
            activity(other, "time-changed", "Teacher"),
            json -> json.replace("\"revision\":7", "\"note\":\"for " + SESSION + "\""));
    List<ActivityRecorded> again =
        List.of(activity(SESSION, "answer-saved", "Mina Erased"), mention);
    seal(again);
    String operator = identity.person("activity-log-service", "OPERATOR");

    log.ask(HttpMethod.DELETE, "/api/v1/people/" + SESSION, operator)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.activities")
        .isEqualTo(62)
        .jsonPath("$.remaining")
        .isEqualTo(0)
        .jsonPath("$.intact")
        .isEqualTo(true);

    assertThat(log.count("erasure IS NOT NULL")).isEqualTo(62);
    assertThat(log.count("CAST(activity AS text) LIKE '%" + SESSION + "%'")).isZero();
    assertThat(log.count("actor_name LIKE 'Mina%'")).isZero();
    // What still is on its way comes again, and brings nothing back.
    publish(kafka, again);
    publish(kafka, List.of(activity(other, "answer-saved", "After")));
    await().atMost(LONG).until(() -> log.count("actor_name = 'After'") == 1);
    assertThat(log.count("CAST(activity AS text) LIKE '%" + SESSION + "%'")).isZero();
    assertThat(verify().first()).isNull();
  }

  private static ActivityRecorded with(ActivityRecorded activity, UnaryOperator<String> change) {
    var json = tools.jackson.databind.json.JsonMapper.builder().build();
    return json.readValue(change.apply(json.writeValueAsString(activity)), ActivityRecorded.class);
  }

  @Test
  @Order(3)
  void monthsGoByAgeWithoutLookingLikeADeletion() throws Exception {
    List<ActivityRecorded> old = new ArrayList<>();
    for (Instant at : List.of(Instant.parse("2024-01-20T00:00:00Z"), Instant.now())) {
      ActivityRecorded now = activity(UUID.randomUUID(), "answer-saved", "Old");
      old.add(
          with(
              now,
              json ->
                  json.replace(
                      now.id().toString(), UuidCreator.getTimeOrderedEpoch(at).toString())));
    }
    // It came before its month was there, as a wrong clock has it.
    seal(old);
    log.sql("SELECT prepare_activity_month('2024-01-01')");
    UUID first = old.getFirst().id();
    assertThat(log.count("id = '" + first + "' AND tableoid = 'activity_2024_01'::regclass"))
        .isEqualTo(1);
    assertThat(verify().first()).isNull();

    // The service's own round, as at its start.
    var keeper = log.bean(dev.examhall.activitylog.partition.RetireMonths.class);
    keeper.retire().block(LONG);

    assertThat(log.count("id = '" + first + "'")).isZero();
    assertThat(log.count("id = '" + old.getLast().id() + "'")).isEqualTo(1);
    assertThat(verify().first()).isNull();
  }

  @Test
  @Order(4)
  void findsWhatWasWrittenIntoTheTableAndSealedUnseen() {
    UUID forged = UuidCreator.getTimeOrderedEpoch();
    log.sql(
        """
        INSERT INTO activity (id, at, kind, verb, severity, details, service, schema_version, salt,
          leaf)
        VALUES ('%s', now(), 'USER_ACTION', 'grade-changed', 'INFO', '{}', 'exam-render-service', 1,
          gen_random_uuid(), sha256('guessed'))
        """
            .formatted(forged));
    await().atMost(LONG).until(() -> verify().waiting() == 0);
    await().atMost(LONG).until(() -> verify().first() != null);

    Finding first = Objects.requireNonNull(verify().first());
    assertThat(first.kind()).isEqualTo(Kind.EDITED);
    assertThat(first.event()).isEqualTo(forged);
  }
}
