package dev.examhall.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Looks, after everything has healed, at what the suite acknowledged and what became of it. */
final class Promises {

  private static final Duration SETTLES = Duration.ofMinutes(5);

  /** An outage of a service this long is seen by three looks of the monitor, each timing out. */
  static final Duration NOTICED = Duration.ofSeconds(23);

  /** Without Kafka services are degraded only, of which nobody is told for a minute. */
  private static final Duration KAFKA_NOTICED = Duration.ofSeconds(90);

  /** How the monitor calls the servers. */
  private static final Map<String, String> SUBJECTS =
      Map.of("postgresql", "database", "redis", "cache", "kafka", "events");

  /** A run of this length has had the faults that {@link FaultPlan} begins with. */
  private static final Duration HAS_ALERTS = Duration.ofMinutes(3);

  /** Facts are in the log by then; what was saved before them is on its way at the most. */
  private static final Duration LOGGED = Duration.ofSeconds(30);

  /** Longer than an event takes to the spool's file on a machine that is busy. */
  private static final Duration SPOOLED = Duration.ofSeconds(1);

  private static final Set<String> WITH_OUTBOX = Set.of("gateway", "exam_render");

  private final SuiteUnderFire suite;
  private final Journal journal;
  private final Collection<Attempt> attempts;
  private final Teacher teacher;
  private final Http operator;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  Promises(SuiteUnderFire suite, Journal journal, Collection<Attempt> attempts, Teacher teacher) {
    this.suite = suite;
    this.journal = journal;
    this.attempts = attempts;
    this.teacher = teacher;
    this.operator = new Http(suite.gateway());
  }

  Map<String, Object> figures() {
    return figures;
  }

  /** Until the suite itself says that everything works. */
  boolean awaitHealth() throws InterruptedException {
    Instant began = Instant.now();
    Http.Reply[] last = new Http.Reply[1];
    boolean healthy =
        settles(
            () -> {
              last[0] = operator.get("/api/health");
              return last[0].status() == 200
                  && last[0].json().path("status").asString("").equals("healthy");
            });
    figures.put("seconds until healthy", Duration.between(began, Instant.now()).toSeconds());
    if (!healthy) {
      journal.violation("what was healed is healthy again", last[0].toString());
    }
    return healthy;
  }

  /**
   * All promises.
   *
   * @param kills how often each process was killed
   * @param lasting how long there were faults
   */
  void check(boolean healthy, Map<String, Integer> kills, Instant firstFault, Duration lasting)
      throws InterruptedException, SQLException {
    nobodyEndedByThemselves(kills);
    submitSome();
    try (Connection exams = suite.database("exam_render")) {
      answers(exams);
      receipts(exams);
      grading(exams);
      ledger(exams);
      timeChanges(exams);
      activities(exams);
    }
    if (healthy) {
      asOperator(firstFault, lasting);
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException, SQLException;
  }

  private static boolean settles(Condition condition) throws InterruptedException {
    return settles(SETTLES, condition);
  }

  private static boolean settles(Duration patience, Condition condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (SQLException e) {
        // asked again
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    return false;
  }

  private void nobodyEndedByThemselves(Map<String, Integer> kills) {
    for (String process : FaultPlan.PROCESSES) {
      int restarts = suite.restarts(process);
      int killed = kills.getOrDefault(process, 0);
      if (restarts > killed) {
        journal.violation(
            "nothing ends by itself",
            "%s was killed %d times and started again %d times"
                .formatted(process, killed, restarts));
      }
    }
  }

  /** Half of the open ones are handed in now; the others stay open. */
  private void submitSome() throws InterruptedException {
    int number = 0;
    for (Attempt attempt : attempts) {
      if (attempt.receipt() == null && number++ % 2 == 0) {
        settles(
            () -> {
              Http.Reply receipt = attempt.submit();
              if (receipt.ok()) {
                attempt.submitted(receipt.body());
              }
              return receipt.ok();
            });
      }
    }
  }

  private void answers(Connection exams) throws SQLException {
    int acknowledged = 0;
    List<String> wrong = new ArrayList<>();
    String sql =
        "select number, revision, parts->0->'choices'->>0 from answer where session_id = ?::uuid";
    for (Attempt attempt : attempts) {
      record Stored(long revision, String choice) {}
      Map<Integer, Stored> stored = new TreeMap<>();
      try (PreparedStatement statement = exams.prepareStatement(sql)) {
        statement.setString(1, attempt.session());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            stored.put(
                rows.getInt(1),
                new Stored(rows.getLong(2), Objects.requireNonNullElse(rows.getString(3), "")));
          }
        }
      }
      for (Map.Entry<Integer, Long> each : attempt.acknowledged().entrySet()) {
        acknowledged++;
        Stored found = stored.getOrDefault(each.getKey(), new Stored(0, ""));
        attempt.problem(each.getKey(), each.getValue(), found.revision(), found.choice(), wrong);
      }
    }
    wrong.forEach(each -> journal.violation("an acknowledged answer is in PostgreSQL", each));
    figures.put("exams", attempts.size());
    figures.put("acknowledged answers looked up", acknowledged);
  }

  private void receipts(Connection exams) throws SQLException, InterruptedException {
    int receipts = 0;
    for (Attempt attempt : attempts) {
      String receipt = attempt.receipt();
      if (receipt == null) {
        continue;
      }
      receipts++;
      Http.Reply[] again = new Http.Reply[1];
      settles(
          () -> {
            again[0] = attempt.http().get("/api/v1/sessions/" + attempt.session() + "/submission");
            return again[0].ok();
          });
      if (!again[0].body().equals(receipt)) {
        journal.violation("one submission, one receipt", receipt + " and then " + again[0]);
      }
      String stored =
          text(
              exams,
              "select state || ' ' || receipt_sha256 from session where id = ?::uuid",
              attempt.session());
      String expected = "SUBMITTED " + Http.JSON.readTree(receipt).path("sha256").asString();
      if (!expected.equals(stored)) {
        journal.violation("an acknowledged submission is stored", expected + ", found " + stored);
      }
    }
    figures.put("receipts looked up", receipts);
  }

  /** Every session that ended is scored: each question once, and their sum is its points. */
  private void grading(Connection exams) throws SQLException {
    violations(
        exams,
        "what is handed in is graded once",
        """
        select s.id || ': ' || s.points_earned || ' points, ' || count(q.number) || ' questions sum up to ' || sum(q.earned)
        from session s join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
        left join question_score q on q.session_id = s.id
        where s.state in ('SUBMITTED', 'FINALISED')
        group by s.id, s.points_earned, v.question_count
        having count(q.number) <> v.question_count or sum(q.earned) <> s.points_earned
          or s.points_earned is null
        """);
  }

  private void ledger(Connection exams) throws SQLException {
    violations(
        exams,
        "the ledger's sum is the time allowed and makes the deadline",
        """
        select s.id || ': allowed ' || s.allowed_seconds || ' s, entries ' || sum(t.seconds) || ' s, deadline ' || s.deadline
        from session s left join time_entry t on t.session_id = s.id
        group by s.id
        having coalesce(sum(t.seconds), -1) <> s.allowed_seconds
          or s.deadline <> s.clock_started_at + make_interval(secs => sum(t.seconds))
        """);
    figures.put(
        "ledgers summed", text(exams, "select count(*)::text from session where ? = ''", ""));
  }

  private void timeChanges(Connection exams) throws SQLException {
    int acknowledged = 0;
    for (Map.Entry<String, Boolean> each : teacher.changes().entrySet()) {
      int entries =
          Integer.parseInt(
              text(exams, "select count(*)::text from time_entry where reason = ?", each.getKey()));
      if (each.getValue()) {
        acknowledged++;
      }
      if (entries > 1 || (each.getValue() && entries == 0)) {
        journal.violation(
            "a time change happens once, and an acknowledged one happened",
            each.getKey() + " is there " + entries + " times");
      }
    }
    figures.put("acknowledged time changes looked up", acknowledged);
  }

  /** What was committed together with a change is in the log, once. */
  private void activities(Connection exams) throws SQLException, InterruptedException {
    for (String database : WITH_OUTBOX) {
      boolean empty =
          settles(
              () -> {
                try (Connection connection = suite.database(database)) {
                  return text(connection, "select count(*)::text from outbox where ? = ''", "")
                      .equals("0");
                }
              });
      if (!empty) {
        journal.violation("every outbox is emptied", database + "'s still has rows");
      }
    }
    Map<String, Integer> expected =
        counted(
            exams,
            """
            select id || ' session-created', 1 from session where follows is null
            union all select id || ' session-started', 1 from session where started_at is not null
            union all select id || ' clock-started', 1 from session where clock_started_at is not null
            union all select id || ' session-submitted', 1 from session where state = 'SUBMITTED'
            union all select id || ' session-finalised', 1 from session where state = 'FINALISED'
            union all select session_id || ' time-changed', count(*) from time_entry where kind <> 'ALLOWED' group by 1
            """);
    String facts =
        """
        select session_id || ' ' || verb, count(*) from activity where session_id is not null and verb in
          ('session-created', 'session-started', 'clock-started', 'session-submitted', 'session-finalised', 'time-changed')
        group by 1
        """;
    Map<String, Integer> found = new TreeMap<>();
    boolean same =
        settles(
            () -> {
              try (Connection log = suite.database("activity_log")) {
                found.clear();
                found.putAll(counted(log, facts));
                return found.equals(expected);
              }
            });
    if (!same) {
      Set<String> different = new TreeSet<>(expected.keySet());
      different.addAll(found.keySet());
      different.removeIf(each -> Objects.equals(expected.get(each), found.get(each)));
      journal.violation(
          "what was committed with a change is in the log once",
          different.size() + " facts differ, such as " + different.stream().limit(5).toList());
    }
    figures.put(
        "facts looked up in the log", expected.values().stream().mapToInt(each -> each).sum());
    savesInTheLog();
  }

  /**
   * Looks up each acknowledged save. The spool's file gets events a few milliseconds after they
   * happened, and what a process has not written it cannot leave: a kill of exam-render-service may
   * take the saves that were acknowledged just before it.
   */
  private void savesInTheLog() throws SQLException, InterruptedException {
    Map<String, Attempt.Saved> acknowledged = new TreeMap<>();
    for (Attempt attempt : attempts) {
      attempt
          .saves()
          .forEach(
              (revision, saved) -> acknowledged.put(attempt.session() + ' ' + revision, saved));
    }
    List<Instant> kills =
        journal.faults().stream()
            .filter(each -> each.fault().kind() == Fault.Kind.KILL)
            .filter(each -> each.fault().target().equals("exam-render-service"))
            .map(Journal.Happened::begun)
            .toList();
    Map<String, Integer> found = new TreeMap<>();
    Set<String> missing = new TreeSet<>();
    settles(
        LOGGED,
        () -> {
          found.clear();
          missing.clear();
          try (Connection log = suite.database("activity_log")) {
            found.putAll(
                counted(
                    log,
                    """
                    select session_id || ' ' || (details->>'revision'), count(*) from activity
                    where verb = 'answer-saved' and session_id is not null group by 1
                    """));
          }
          missing.addAll(acknowledged.keySet());
          missing.removeAll(found.keySet());
          return missing.stream()
              .allMatch(each -> wasCutShort(Objects.requireNonNull(acknowledged.get(each)), kills));
        });
    missing.removeIf(each -> wasCutShort(Objects.requireNonNull(acknowledged.get(each)), kills));
    List<String> twice =
        found.entrySet().stream()
            .filter(each -> each.getValue() > 1)
            .map(Map.Entry::getKey)
            .toList();
    if (!missing.isEmpty() || !twice.isEmpty()) {
      journal.violation(
          "an acknowledged save that no kill cut short is in the log once",
          "%d missing, such as %s; %d more than once, such as %s"
              .formatted(
                  missing.size(),
                  missing.stream().limit(5).toList(),
                  twice.size(),
                  twice.stream().limit(5).toList()));
    }
    figures.put("acknowledged saves looked up in the log", acknowledged.size());
  }

  private static boolean wasCutShort(Attempt.Saved saved, List<Instant> kills) {
    return kills.stream()
        .anyMatch(
            kill ->
                saved.at().isAfter(kill.minus(SPOOLED)) && saved.at().isBefore(kill.plus(SPOOLED)));
  }

  private void asOperator(Instant firstFault, Duration lasting) throws InterruptedException {
    if (!settles(() -> Teacher.signIn(operator, suite, journal))) {
      journal.violation("people can sign in again", "nobody can");
      return;
    }
    JsonNode[] report = new JsonNode[1];
    boolean intact =
        settles(
            () -> {
              Http.Reply reply = operator.get("/api/v1/activities/verification");
              if (reply.status() == 200) {
                report[0] = reply.json();
              }
              return reply.status() == 200 && reply.json().path("waiting").asInt() == 0;
            });
    if (!intact || !report[0].path("intact").asBoolean()) {
      journal.violation("the log's chain verifies", String.valueOf(report[0]));
    } else {
      figures.put("activities sealed", report[0].path("sealed").asLong());
    }
    Http.Reply deadLetters = operator.get("/api/v1/activities/dead-letters");
    if (deadLetters.status() == 200 && !deadLetters.json().path("items").isEmpty()) {
      journal.violation("nothing is put aside as unreadable", deadLetters.body());
    }
    alerts(firstFault, lasting);
    errors(firstFault);
  }

  private void alerts(Instant firstFault, Duration lasting) throws InterruptedException {
    JsonNode[] all = new JsonNode[1];
    boolean over =
        settles(
            () -> {
              Http.Reply reply = operator.get("/api/v1/alerts?limit=200");
              if (reply.status() != 200) {
                return false;
              }
              all[0] = reply.json();
              return firing(all[0]).isEmpty();
            });
    if (!over) {
      journal.violation("every alert ends with its cause", String.valueOf(firing(all[0])));
    }
    List<JsonNode> raised = new ArrayList<>();
    all[0].path("past").forEach(raised::add);
    all[0].path("open").forEach(raised::add);
    figures.put("alerts raised", raised.size());
    int expected = 0;
    for (Journal.Happened happened : journal.faults()) {
      if (!mustBeNoticed(happened, firstFault)) {
        continue;
      }
      expected++;
      String target = happened.fault().target();
      String subject = SUBJECTS.getOrDefault(target, target);
      Instant until = happened.begun().plus(happened.lasted()).plusSeconds(20);
      boolean noticed =
          raised.stream()
              .filter(
                  each ->
                      each.path("subject").asString("").equals(subject)
                          || each.path("dependants")
                              .valueStream()
                              .anyMatch(one -> one.asString("").equals(subject)))
              .anyMatch(each -> began(each).isBefore(until));
      if (!noticed) {
        journal.violation(
            "what is away for long raises an alert",
            happened.fault() + " at " + happened.begun() + ", among " + raised.size() + " alerts");
      }
    }
    figures.put("faults that had to raise an alert", expected);
    if (lasting.compareTo(HAS_ALERTS) >= 0 && expected < FaultPlan.CERTAIN_ALERTS) {
      journal.violation(
          "a run of three minutes or more looks at alerts",
          expected + " faults had to raise one, of " + FaultPlan.CERTAIN_ALERTS + " at least");
    }
  }

  /** Errors in themselves and their number are no state that ends. */
  private static List<String> firing(JsonNode alerts) {
    return alerts
        .path("open")
        .valueStream()
        .map(each -> each.path("rule").asString() + " of " + each.path("subject").asString())
        .toList();
  }

  private static Instant began(JsonNode alert) {
    return Instant.parse(alert.path("since").asString());
  }

  /** A process that was away long enough, while the monitor could see it. */
  private boolean mustBeNoticed(Journal.Happened happened, Instant firstFault) {
    String target = happened.fault().target();
    if (target.contains(">")
        || target.equals("monitoring-service")
        || happened.lasted().compareTo(target.equals("kafka") ? KAFKA_NOTICED : NOTICED) < 0) {
      return false;
    }
    Instant from = happened.begun().minusSeconds(60);
    Instant to = happened.begun().plus(happened.lasted());
    // one that fails often is called unsteady first, which takes longer
    long falls =
        journal.during(from.isBefore(firstFault) ? firstFault : from, to).stream()
            .filter(each -> each.fault().target().endsWith(target))
            .count();
    boolean blind =
        journal.during(from, to).stream()
            .anyMatch(each -> each.fault().target().startsWith("monitoring-service"));
    return falls < 3 && !blind;
  }

  private void errors(Instant firstFault) throws InterruptedException {
    Http.Reply[] last = new Http.Reply[1];
    settles(
        () -> {
          last[0] = operator.get("/api/v1/errors");
          return last[0].status() == 200;
        });
    Map<String, Long> types = new TreeMap<>();
    JsonNode groups = last[0].json();
    for (JsonNode group : groups.isArray() ? groups : groups.path("groups")) {
      String type = group.path("type").asString("");
      types.merge(
          group.path("service").asString("") + ' ' + type, group.path("count").asLong(), Long::sum);
      Instant first = Instant.parse(group.path("firstSeen").asString());
      if (!first.isBefore(firstFault) && isMistake(type)) {
        journal.violation(
            "an outage is no internal error",
            "%s of %s: %s"
                .formatted(
                    type, group.path("service").asString(""), group.path("message").asString("")));
      }
    }
    figures.put("error groups", types);
  }

  /** What an outage alone cannot explain. */
  static boolean isMistake(String type) {
    return type.startsWith("java.lang.")
        && !Set.of("java.lang.InterruptedException", "java.lang.OutOfMemoryError").contains(type);
  }

  private static String text(Connection connection, String sql, String parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
      }
    }
  }

  private static Map<String, Integer> counted(Connection connection, String sql)
      throws SQLException {
    Map<String, Integer> counted = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        counted.put(rows.getString(1), rows.getInt(2));
      }
    }
    return counted;
  }

  private void violations(Connection connection, String promise, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        journal.violation(promise, rows.getString(1));
      }
    }
  }
}
