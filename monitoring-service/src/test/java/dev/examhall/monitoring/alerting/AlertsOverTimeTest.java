package dev.examhall.monitoring.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.Damping;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Health, rules and alerts together under a simulated clock: services are asked each five seconds,
 * and each second after an answer that contradicts what is believed, as the poller does.
 */
class AlertsOverTimeTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Map<String, AlertRule> RULES =
      Map.of(
          "down", rule(HealthState.DOWN, Duration.ZERO),
          "degraded", rule(HealthState.DEGRADED, Duration.ofMinutes(1)));

  private final MovingClock clock = new MovingClock();
  private final List<Target> targets = new ArrayList<>();
  private final Map<String, Function<Instant, Observation>> services = new LinkedHashMap<>();
  private final Map<String, Instant> due = new HashMap<>();
  private final Set<String> maintained = new HashSet<>();
  private final List<Notice> notices = new ArrayList<>();
  private AlertBook book = AlertBook.EMPTY;
  private HealthBoard board = new HealthBoard(List.of(), new Thresholds(1, 1), clock);
  private Readings readings = Readings.NONE;
  private Map<String, AlertRule> rules = RULES;

  @Test
  void aDeadServiceIsOneAlertWithinFifteenSecondsAndThenResolved() {
    Instant killed = clock.now.plusSeconds(60);
    Instant back = killed.plusSeconds(120);
    watch("exams", true, Set.of(), Set.of(), at -> at.isBefore(killed) || !at.isBefore(back));

    run(Duration.ofMinutes(10));

    assertThat(kinds()).containsExactly(Notice.Kind.RAISED, Notice.Kind.RESOLVED);
    assertThat(Duration.between(killed, notices.getFirst().at())).isLessThan(seconds(15));
    assertThat(notices.getFirst().alert().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(notices.getLast().alert().id()).isEqualTo(notices.getFirst().alert().id());
    assertThat(notices.getLast().alert().endedAt()).isNotNull();
  }

  @Test
  void aDatabaseWithEightDependantsIsOneAlertThatListsEight() {
    Instant killed = clock.now.plusSeconds(61);
    Instant back = killed.plusSeconds(60);
    for (int i = 0; i < 8; i++) {
      boolean essential = i % 2 == 0;
      database("service-" + i, essential, at -> at.isBefore(killed) || !at.isBefore(back));
    }
    watch("apart", true, Set.of(), Set.of(), at -> true);

    run(Duration.ofMinutes(5));

    assertThat(kinds()).containsExactly(Notice.Kind.RAISED, Notice.Kind.RESOLVED);
    Alert alert = notices.getFirst().alert();
    assertThat(alert.subject()).isEqualTo("database");
    assertThat(alert.dependants())
        .hasSize(8)
        .contains("service-0 (DOWN)")
        .noneMatch(dependant -> dependant.startsWith("apart"));
    assertThat(Duration.between(killed, notices.getFirst().at())).isLessThan(seconds(15));
  }

  @Test
  void oneCheckInThreeThatFailsForAnHourIsAtMostTwoNotifications() {
    int[] looks = {0};
    watch("moody", true, Set.of(), Set.of(), at -> looks[0]++ % 3 != 0);

    run(Duration.ofHours(1));

    assertThat(notices.size()).as("%s", kinds()).isLessThanOrEqualTo(2);
    assertThat(looks[0]).isGreaterThan(700);
  }

  @Test
  void checksThatFailAtRandomForAnHourAreAtMostTwoNotifications() {
    Map<Integer, Integer> runsByNotices = new HashMap<>();
    for (int seed = 0; seed < 50; seed++) {
      AlertsOverTimeTest simulation = new AlertsOverTimeTest();
      Random random = new Random(seed);
      Instant end = simulation.clock.now.plus(Duration.ofHours(1));
      simulation.watch(
          "moody", true, Set.of(), Set.of(), at -> at.isAfter(end) || random.nextInt(3) != 0);
      simulation.run(Duration.ofHours(1));
      runsByNotices.merge(simulation.notices.size(), 1, Integer::sum);
    }

    assertThat(runsByNotices.keySet()).as("%s", runsByNotices).allMatch(count -> count <= 2);
  }

  @Test
  void aServiceThatDiesWhileItIsUnsteadyIsStillReportedAsDown() {
    int[] looks = {0};
    Instant death = clock.now.plus(Duration.ofMinutes(20));
    watch("moody", true, Set.of(), Set.of(), at -> at.isBefore(death) && looks[0]++ % 3 != 0);

    run(Duration.ofMinutes(22));

    assertThat(board.health("moody").state()).isEqualTo(HealthState.DOWN);
    assertThat(notices)
        .filteredOn(notice -> !notice.at().isBefore(death))
        .singleElement()
        .satisfies(notice -> assertThat(notice.kind()).isEqualTo(Notice.Kind.ESCALATED))
        .satisfies(
            notice -> assertThat(Duration.between(death, notice.at())).isLessThan(seconds(30)));
  }

  @Test
  void aServiceThatNobodyCanSeeIsNeitherRaisedNorResolved() {
    Instant killed = clock.now.plusSeconds(60);
    Instant blind = killed.plusSeconds(60);
    targets.add(new Target("exams", 10, true, Set.of()));
    services.put(
        "exams",
        at ->
            at.isBefore(killed)
                ? up()
                : at.isBefore(blind)
                    ? new Observation.Failed("gone", Duration.ZERO)
                    : new Observation.Inconclusive("the monitor is cut off"));

    run(Duration.ofMinutes(30));

    assertThat(board.health("exams").state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(kinds()).containsExactly(Notice.Kind.RAISED);
    assertThat(book.raised()).hasSize(1);
  }

  @Test
  void whatIsBeingWorkedOnCallsNobodyAndNeitherDoesWhatDependsOnIt() {
    Instant killed = clock.now.plusSeconds(60);
    maintained.add("database");
    database("exams", true, at -> at.isBefore(killed));

    run(Duration.ofMinutes(5));
    assertThat(notices).isEmpty();

    maintained.clear();
    run(Duration.ofMinutes(1));
    assertThat(kinds()).containsExactly(Notice.Kind.RAISED);
  }

  @Test
  void maintenanceThatBeginsEndsAnAlert() {
    watch("exams", true, Set.of(), Set.of(), at -> false);
    run(Duration.ofMinutes(1));

    maintained.add("exams");
    run(Duration.ofMinutes(1));

    assertThat(kinds()).containsExactly(Notice.Kind.RAISED, Notice.Kind.SILENCED);
  }

  @Test
  void peopleAreRemindedEachFourHours() {
    watch("exams", true, Set.of(), Set.of(), at -> false);

    run(Duration.ofHours(9));

    assertThat(kinds())
        .containsExactly(Notice.Kind.RAISED, Notice.Kind.REMINDED, Notice.Kind.REMINDED);
  }

  @Test
  void aThresholdIsRaisedOnceItHasLastedAndAMissingValueResolvesNothing() {
    rules =
        Map.of(
            "failing",
            new AlertRule(
                AlertRule.When.ERROR_RATE,
                Set.of(),
                0.05,
                null,
                Duration.ofMinutes(1),
                null,
                Set.of(),
                Set.of()));
    watch("exams", true, Set.of(), Set.of(), at -> true);
    OptionalDouble[] value = {OptionalDouble.of(0.5)};
    readings = (what, subject) -> value[0];

    run(Duration.ofSeconds(50));
    assertThat(notices).isEmpty();
    run(Duration.ofMinutes(1));
    assertThat(kinds()).containsExactly(Notice.Kind.RAISED);
    value[0] = OptionalDouble.empty();
    run(Duration.ofHours(1));
    assertThat(kinds()).containsExactly(Notice.Kind.RAISED);
    value[0] = OptionalDouble.of(0.01);
    run(Duration.ofMinutes(1));
    assertThat(kinds()).containsExactly(Notice.Kind.RAISED, Notice.Kind.RESOLVED);
  }

  @Test
  void whatFollowsFromSomethingThatIsFoundLaterEndsWithoutASecondCause() {
    Finding symptom = finding("exams", "");
    AlertTiming timing = timing();
    AlertBook.Step one = step(AlertBook.EMPTY, List.of(symptom), 0, timing);
    AlertBook.Step two = step(one.book(), List.of(symptom), 5, timing);
    AlertBook.Step three =
        step(two.book(), List.of(finding("database", ""), finding("exams", "database")), 6, timing);

    assertThat(two.notices()).extracting(Notice::kind).containsExactly(Notice.Kind.RAISED);
    assertThat(three.notices()).extracting(Notice::kind).containsExactly(Notice.Kind.ABSORBED);
    assertThat(three.notices().getFirst().text()).isEqualTo("follows from database");
  }

  private AlertBook.Step step(
      AlertBook before, List<Finding> findings, int seconds, AlertTiming timing) {
    return before.after(
        findings, clock.now.plusSeconds(seconds), timing, subject -> false, UUID::randomUUID);
  }

  private static Finding finding(String subject, String cause) {
    return new Finding(
        "state/" + subject,
        "down",
        subject,
        Severity.CRITICAL,
        Truth.HOLDS,
        subject + " is DOWN",
        List.of(),
        cause,
        Duration.ZERO,
        Duration.ZERO,
        Set.of());
  }

  private static AlertRule rule(HealthState state, Duration lasting) {
    return new AlertRule(
        AlertRule.When.STATE, Set.of(state), null, null, lasting, null, Set.of(), Set.of());
  }

  private static AlertTiming timing() {
    return new AlertTiming(Duration.ZERO, seconds(3), seconds(30), Duration.ofHours(4));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private List<Notice.Kind> kinds() {
    return notices.stream().map(Notice::kind).toList();
  }

  private interface Well {
    boolean at(Instant time);
  }

  private void watch(
      String id, boolean critical, Set<Infrastructure> essential, Set<String> uses, Well well) {
    targets.add(new Target(id, 10, critical, essential, uses));
    services.put(id, at -> well.at(at) ? up() : new Observation.Failed("gone", Duration.ZERO));
  }

  private void database(String id, boolean essential, Well well) {
    targets.add(
        new Target(
            id,
            10,
            essential,
            essential ? Set.of(Infrastructure.DATABASE) : Set.of(),
            Set.of("database")));
    services.put(id, at -> well.at(at) ? answered(HealthState.UP) : answered(HealthState.DOWN));
  }

  private static Observation up() {
    return new Observation.Answered(HealthState.UP, "", Map.of(), Duration.ZERO);
  }

  private static Observation answered(HealthState database) {
    return new Observation.Answered(
        database,
        "",
        Map.of("r2dbc", new Observation.Component(database, "connection refused")),
        Duration.ZERO);
  }

  /** Steps of a tenth of a second; each service has its own place within the interval. */
  private void run(Duration time) {
    if (due.isEmpty()) {
      Damping damping = new Damping(3, Duration.ofMinutes(10), Duration.ofMinutes(5));
      board = new HealthBoard(targets, new Thresholds(3, 2, damping), clock);
      int place = 0;
      for (String id : services.keySet()) {
        due.put(id, clock.now.plusMillis(600L * place++));
      }
    }
    Findings findings = new Findings(rules);
    Instant end = clock.now.plus(time);
    while (clock.now.isBefore(end)) {
      for (Map.Entry<String, Function<Instant, Observation>> service : services.entrySet()) {
        Instant next = due.get(service.getKey());
        if (next != null && !clock.now.isBefore(next)) {
          board.record(service.getKey(), service.getValue().apply(clock.now));
          boolean unsettled = board.health(service.getKey()).unsettled();
          due.put(service.getKey(), clock.now.plus(unsettled ? seconds(1) : INTERVAL));
        }
      }
      if (clock.now.toEpochMilli() % 1_000 == 0) {
        AlertBook.Step step =
            book.after(
                findings.of(board.current(), readings),
                clock.now,
                timing(),
                maintained::contains,
                UUID::randomUUID);
        book = step.book();
        notices.addAll(step.notices());
      }
      clock.now = clock.now.plusMillis(200);
    }
  }

  private static final class MovingClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
