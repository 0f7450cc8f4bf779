package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.activitylog.chain.VerifyLog;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The restore drill of {@code docs/runbooks/restore.md}: a backup of a server that works on, the
 * loss of all of it, and what is there afterwards. The backup is taken as pg_basebackup takes it
 * (start, a copy of the files, stop, the label), by SQL, since its program is not among the
 * embedded server's.
 */
class RestoreIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PASSWORD = "owner";

  @TempDir Path folder;

  @Test
  void aBackupOfAServerThatWorksOnBringsBackAnswersAndAnIntactLog() throws Exception {
    PostgresServer server = TestInfrastructure.newPostgres();
    server.administration().createDatabase("activity_log", PASSWORD);
    server.administration().createDatabase("exam_render", PASSWORD);
    TestDatabase database = new TestDatabase("127.0.0.1", server.port(), "activity_log", PASSWORD);
    TestKafka kafka = TestInfrastructure.kafka();
    UUID session = UUID.randomUUID();
    Path backup = folder.resolve("backup");
    Path cluster;

    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log =
            RunningActivityLog.start(database, kafka, identity, folder.resolve("before"))) {
      exams(server, "CREATE TABLE answer (number int PRIMARY KEY, revision int NOT NULL)");
      exams(server, "INSERT INTO answer SELECT n, 1 FROM generate_series(1, 50) n");
      seal(log, kafka, saves(session));
      // the witnesses first: what the database has and they have not is witnessed at the next start
      copy(folder.resolve("before/chain"), backup.resolve("chain"));
      seal(log, kafka, saves(session));
      try (Connection superuser = superuser(server);
          Statement sql = superuser.createStatement()) {
        cluster = Path.of(text(sql, "SHOW data_directory"));
        sql.execute("SELECT pg_backup_start('drill', true)");
        copy(cluster, backup.resolve("cluster"));
        // acknowledged while the backup ran: it is in the log that the backup takes to its end
        exams(server, "UPDATE answer SET revision = 2 WHERE number <= 10");
        String label = text(sql, "SELECT labelfile FROM pg_backup_stop(false)");
        copy(cluster.resolve("pg_wal"), backup.resolve("cluster/pg_wal"));
        Files.writeString(backup.resolve("cluster/backup_label"), label);
      }
      // of after the backup, and lost with the server
      exams(server, "UPDATE answer SET revision = 3 WHERE number = 1");
    }
    server.kill();
    delete(cluster);

    copy(backup.resolve("cluster"), cluster);
    copy(backup.resolve("chain"), folder.resolve("after/chain"));
    server.start();

    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log =
            RunningActivityLog.start(
                new TestDatabase("127.0.0.1", server.port(), "activity_log", PASSWORD),
                kafka,
                identity,
                folder.resolve("after"))) {
      assertThat(
              answers(server, "SELECT string_agg(revision::text, '' ORDER BY number) FROM answer"))
          .isEqualTo("2".repeat(10) + "1".repeat(40));
      awaitIntact(log);
      assertThat(log.count("session_id = '" + session + "'")).isEqualTo(40);

      seal(log, kafka, saves(session));
      assertThat(log.count("session_id = '" + session + "'")).isEqualTo(60);
      log.sql("UPDATE activity SET verb = 'nothing' WHERE session_id = '" + session + "'");
      assertThat(verify(log).intact()).as("what was restored is checked").isFalse();
    } finally {
      server.stop();
    }
  }

  private static List<ActivityRecorded> saves(UUID session) {
    return IntStream.range(0, 20).mapToObj(i -> activity(session, "answer-saved", "Mina")).toList();
  }

  private static void seal(
      RunningActivityLog log, TestKafka kafka, List<ActivityRecorded> activities) throws Exception {
    publish(kafka, activities);
    UUID last = activities.getLast().id();
    await().atMost(LONG).until(() -> log.count("id = '" + last + "'") == 1);
    awaitIntact(log);
  }

  /** Sealed and witnessed, which is written after the seal. */
  private static void awaitIntact(RunningActivityLog log) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              ChainReport report = verify(log);
              assertThat(report.first()).isNull();
              assertThat(report.intact()).isTrue();
              assertThat(report.waiting()).isZero();
            });
  }

  private static ChainReport verify(RunningActivityLog log) {
    return Objects.requireNonNull(
        log.bean(VerifyLog.class)
            .verify(LocalDate.now(ZoneOffset.UTC).minusDays(2), LocalDate.now(ZoneOffset.UTC))
            .block(LONG));
  }

  private static Connection superuser(PostgresServer server) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl("postgres"), "postgres", server.administration().password());
  }

  private static void exams(PostgresServer server, String statement) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(server.jdbcUrl("exam_render"), "exam_render", PASSWORD);
        Statement sql = owner.createStatement()) {
      sql.execute(statement);
    }
  }

  private static String answers(PostgresServer server, String query) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(server.jdbcUrl("exam_render"), "exam_render", PASSWORD);
        Statement sql = owner.createStatement()) {
      return text(sql, query);
    }
  }

  private static String text(Statement sql, String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  /** As a running server's files are copied: some go meanwhile, and its process's are left out. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(source).toString());
            Files.createDirectories(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(source));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            if (!source.getFileName().toString().startsWith("postmaster.")) {
              try {
                Files.copy(
                    source,
                    to.resolve(from.relativize(source).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException gone) {
                // what is deleted during a backup is in the log
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path source, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
