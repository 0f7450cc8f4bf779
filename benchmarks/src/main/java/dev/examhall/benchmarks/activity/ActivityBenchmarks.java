package dev.examhall.benchmarks.activity;

import dev.examhall.benchmarks.JvmOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** From Kafka to visible, against COPY of the same rows; the broker away; a large export. */
public final class ActivityBenchmarks {

  /** All that can be asked for. */
  public static final List<String> NAMES = List.of("intake", "delay", "outage", "export");

  private static final List<String> PRODUCTION = JvmOptions.withHeap(384);
  private static final List<String> SMALL =
      List.of(
          "-Xmx128m",
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");
  private static final int ROUNDS = 5;
  private static final int EVENTS = Integer.getInteger("examhall.bench.events", 60_000);
  private static final int ROWS = Integer.getInteger("examhall.bench.rows", 1_000_000);
  private static final String COLUMNS =
      "id, at, stored_at, kind, actor_type, actor_id, actor_name, verb, object_type, object_id,"
          + " exam_id, session_id, severity, message, details, service, trace_id, schema_version,"
          + " salt, leaf";

  private ActivityBenchmarks() {}

  /** Runs those that are named. */
  public static void run(List<String> names) throws Exception {
    if (names.contains("outage")) {
      BrokerOutage.run();
    }
    if (names.contains("intake") || names.contains("delay")) {
      try (LogUnderTest log = LogUnderTest.start(PRODUCTION);
          Connection database = log.connect();
          KafkaProducer<String, byte[]> producer = producer(log)) {
        if (names.contains("intake")) {
          intake(log, database, producer);
        }
        if (names.contains("delay")) {
          delay(database, producer);
        }
      }
    }
    if (names.contains("export")) {
      try (LogUnderTest log = LogUnderTest.start(SMALL);
          Connection database = log.connect()) {
        export(log, database);
      }
    }
  }

  private static KafkaProducer<String, byte[]> producer(LogUnderTest log) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", log.bootstrapServers(), "linger.ms", "5"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void intake(
      LogUnderTest log, Connection database, KafkaProducer<String, byte[]> producer)
      throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int round = -2; round < ROUNDS; round++) {
      execute(database, "TRUNCATE activity");
      double ours = EVENTS / throughKafka(database, producer);
      double theirs = EVENTS / copied(log, database);
      System.out.printf(
          "%s intake %,.0f events/s, COPY of the same rows by psql %,.0f rows/s, ratio %.2f%n",
          round < 0 ? "(warming)" : "round " + (round + 1), ours, theirs, ours / theirs);
      if (round >= 0) {
        ratios.add(ours / theirs);
      }
    }
    ratios.sort(null);
    System.out.printf(
        "intake : COPY, ratio %.2f (%.2f to %.2f) of %d rounds of %,d events; aim 0.8%n",
        ratios.get(ratios.size() / 2), ratios.getFirst(), ratios.getLast(), ROUNDS, EVENTS);
  }

  /** Seconds from the first send to the last row that a query sees. */
  private static double throughKafka(Connection database, KafkaProducer<String, byte[]> producer)
      throws Exception {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      records.add(Activities.record(i));
    }
    long start = System.nanoTime();
    records.forEach(producer::send);
    producer.flush();
    try (Statement statement = database.createStatement()) {
      while (true) {
        try (ResultSet found = statement.executeQuery("SELECT count(*) FROM activity")) {
          found.next();
          if (found.getLong(1) >= EVENTS) {
            return (System.nanoTime() - start) / 1e9;
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  /** Seconds that psql takes to COPY the rows into a table of the same shape and indexes. */
  private static double copied(LogUnderTest log, Connection database) throws Exception {
    Path rows = log.folder().resolve("rows.copy");
    psql(log, "\\copy (SELECT %s FROM activity) TO '%s'".formatted(COLUMNS, rows));
    execute(database, "CREATE TABLE copied (LIKE activity INCLUDING ALL)");
    try {
      long start = System.nanoTime();
      psql(log, "\\copy copied (%s) FROM '%s'".formatted(COLUMNS, rows));
      return (System.nanoTime() - start) / 1e9;
    } finally {
      execute(database, "DROP TABLE copied");
    }
  }

  private static void psql(LogUnderTest log, String command) throws Exception {
    ProcessBuilder psql =
        new ProcessBuilder(
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--host=127.0.0.1",
            "--port=" + log.postgresPort(),
            "--username=" + LogUnderTest.DATABASE,
            "--dbname=" + LogUnderTest.DATABASE,
            "--set=ON_ERROR_STOP=1",
            "--command=" + command);
    psql.environment().put("PGPASSWORD", LogUnderTest.PASSWORD);
    psql.inheritIO();
    if (psql.start().waitFor() != 0) {
      throw new IllegalStateException("psql failed: " + command);
    }
  }

  /** At a steady pace: how long after it happened can an activity be found? */
  private static void delay(Connection database, KafkaProducer<String, byte[]> producer)
      throws Exception {
    int perSecond = Integer.getInteger("examhall.bench.pace", 1_000);
    int seconds = 20;
    Thread sender =
        Thread.ofPlatform()
            .start(
                () -> {
                  long start = System.nanoTime();
                  for (int i = 0; i < perSecond * seconds; i++) {
                    long due = start + (long) (i * 1e9 / perSecond);
                    while (System.nanoTime() < due) {
                      LockSupport.parkNanos(due - System.nanoTime());
                    }
                    producer.send(Activities.record(i));
                  }
                  producer.flush();
                });
    long[] millis = new long[perSecond * seconds];
    int seen = 0;
    String xid = one(database, "SELECT CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text)");
    UUID last = new UUID(0, 0);
    try (PreparedStatement next =
        database.prepareStatement(
            """
            SELECT CAST(stored_xid AS text), id, at FROM activity
            WHERE (stored_xid, id) > (CAST(? AS xid8), ?)
              AND stored_xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY stored_xid, id
            """)) {
      long deadline = System.nanoTime() + Duration.ofSeconds(seconds + 60).toNanos();
      while (seen < millis.length && System.nanoTime() < deadline) {
        next.setString(1, xid);
        next.setObject(2, last);
        try (ResultSet found = next.executeQuery()) {
          long now = System.currentTimeMillis();
          while (found.next() && seen < millis.length) {
            xid = found.getString(1);
            last = found.getObject(2, UUID.class);
            Timestamp at = found.getTimestamp(3);
            millis[seen++] = Math.max(0, now - at.getTime());
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    sender.join();
    long[] sorted = Arrays.copyOf(millis, seen);
    Arrays.sort(sorted);
    System.out.printf(
        "delay at %,d events/s until a query finds them: p50 %d ms, p99 %d ms, %,d of %,d seen%n",
        perSecond, sorted[seen / 2], sorted[(int) (seen * 0.99)], seen, millis.length);
  }

  private static void export(LogUnderTest log, Connection database) throws Exception {
    execute(
        database,
        """
        INSERT INTO activity (id, at, kind, actor_type, actor_id, actor_name, verb, object_type,
          object_id, severity, details, service, schema_version, leaf)
        SELECT CAST(overlay(CAST(uuid_v7_floor(now() - interval '1 hour') AS text)
            PLACING lpad(to_hex(n), 12, '0') FROM 25) AS uuid),
          now() - interval '1 hour', 'USER_ACTION', 'student', 'student-' || n % 1000,
          'Student ' || n % 1000, 'answer-saved', 'question', n % 50, 'INFO',
          '{"revision":7,"late":false}', 'exam-render-service', 1, sha256(CAST(n AS text)::bytea)
        FROM generate_series(1, ROWS) AS n
        """
            .replace("ROWS", String.valueOf(ROWS)));
    for (String format : List.of("csv", "ndjson")) {
      Instant start = Instant.now();
      HttpResponse<java.io.InputStream> answer =
          log.get("/api/v1/activities/export." + format, HttpResponse.BodyHandlers.ofInputStream());
      long lines = 0;
      long bytes = 0;
      try (BufferedReader body =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        for (String line = body.readLine(); line != null; line = body.readLine()) {
          lines++;
          bytes += line.length() + 1L;
        }
      }
      double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
      System.out.printf(
          "export.%s under -Xmx128m: %d, %,d lines of %,d activities, %,d MB in %.1f s, %,.0f/s;"
              + " the process has %s%n",
          format,
          answer.statusCode(),
          lines,
          ROWS,
          bytes >> 20,
          seconds,
          lines / seconds,
          resident(log.pid()));
    }
  }

  private static String resident(long pid) throws java.io.IOException {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("")
            .replaceAll("\\s+", " ")
        : "unknown memory";
  }

  private static void execute(Connection database, String sql) throws java.sql.SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String one(Connection database, String sql) throws java.sql.SQLException {
    try (Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getString(1);
    }
  }
}
