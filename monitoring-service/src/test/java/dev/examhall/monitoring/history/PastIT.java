package dev.examhall.monitoring.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.MonitoringDatabase;
import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.alerting.Severity;
import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.WithPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** History on a real PostgreSQL. */
@WithPostgres("past")
class PastIT {

  private static final Instant MINUTE =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));

  private final DatabaseClient database;
  private final HistoryRepository repository;
  private final PastRepository past;

  PastIT(TestDatabase server) {
    MonitoringDatabase migrated = MonitoringDatabase.migrated(server);
    database = migrated.client();
    repository = new HistoryRepository(database, migrated.transaction());
    past = new PastRepository(database);
  }

  @BeforeEach
  void forgetSums() {
    database.sql("TRUNCATE health_sample, health_minute, health_hour").then().block();
  }

  @Test
  void minutesAndHoursAreSummedUpOnceHoweverOftenItIsDone() {
    String service = "service-" + UUID.randomUUID();
    samples(service, MINUTE, HealthState.UP, 12);
    samples(service, MINUTE.plusSeconds(60), HealthState.DOWN, 6);
    samples(service, MINUTE.plusSeconds(120), HealthState.DEGRADED, 6);

    repository.rollUp(Instant.now()).block();
    repository.rollUp(Instant.now()).block();

    List<PastHealth.Sum> minutes = history(service, PastHealth.Step.MINUTES);
    assertThat(minutes)
        .extracting(PastHealth.Sum::up, PastHealth.Sum::down, PastHealth.Sum::degraded)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(12L, 0L, 0L),
            org.assertj.core.groups.Tuple.tuple(0L, 6L, 0L),
            org.assertj.core.groups.Tuple.tuple(0L, 0L, 6L));
    assertThat(history(service, PastHealth.Step.HOURS))
        .singleElement()
        .satisfies(hour -> assertThat(hour.uptime()).isEqualTo(0.75))
        .satisfies(hour -> assertThat(hour.meanLatencyMillis()).isEqualTo(7.0));
    assertThat(past.uptime(MINUTE).collectList().block())
        .singleElement()
        .satisfies(sum -> assertThat(sum.uptime()).isEqualTo(0.75));
    assertThat(history(service, PastHealth.Step.SECONDS)).hasSize(24);
  }

  @Test
  void whatWasSeenDuringMaintenanceCountsNeitherWay() {
    String service = "service-" + UUID.randomUUID();
    database
        .sql(
            "INSERT INTO maintenance_window VALUES (gen_random_uuid(), ARRAY['%s'], '%s', '%s', '', '')"
                .formatted(service, MINUTE, MINUTE.plusSeconds(30)))
        .then()
        .block();
    samples(service, MINUTE, HealthState.DOWN, 6);
    samples(service, MINUTE.plusSeconds(30), HealthState.UP, 6);

    repository.rollUp(Instant.now()).block();

    assertThat(history(service, PastHealth.Step.MINUTES))
        .singleElement()
        .satisfies(sum -> assertThat(sum.uptime()).isEqualTo(1.0))
        .satisfies(sum -> assertThat(sum.maintained()).isEqualTo(6));
  }

  @Test
  void whatIsOldGoesAndItsSumsStay() {
    String service = "service-" + UUID.randomUUID();
    samples(service, MINUTE, HealthState.UP, 12);
    repository.rollUp(Instant.now()).block();

    repository.deleteSamplesBefore(Instant.now()).block();
    repository.deleteSumsBefore(Instant.now(), Instant.EPOCH).block();

    assertThat(history(service, PastHealth.Step.SECONDS)).isEmpty();
    assertThat(history(service, PastHealth.Step.MINUTES)).isEmpty();
    assertThat(history(service, PastHealth.Step.HOURS)).hasSize(1);
    repository.rollUp(Instant.now()).block();
    assertThat(history(service, PastHealth.Step.HOURS).getFirst().up()).isEqualTo(12);
  }

  @Test
  void anIncidentHasATimeline() {
    String service = "service-" + UUID.randomUUID();
    change(service, HealthState.UP, HealthState.DEGRADED, 0);
    change(service, HealthState.DEGRADED, HealthState.DOWN, 10);
    change(service, HealthState.DOWN, HealthState.UP, 60);

    PastHealth.Incident incident =
        Objects.requireNonNull(
            past.incidents(Instant.now(), 50)
                .filter(one -> one.service().equals(service))
                .single()
                .block());

    assertThat(incident.worst()).isEqualTo(HealthState.DOWN);
    assertThat(incident.endedAt()).isEqualTo(MINUTE.plusSeconds(60));
    assertThat(incident.timeline())
        .extracting(PastHealth.Event::kind)
        .containsExactly("UP to DEGRADED", "DEGRADED to DOWN", "DOWN to UP");
  }

  @Test
  void anAlertIsOpenUntilItsEndAndKeepsItsTimeline() {
    UUID id = UUID.randomUUID();
    notice(id, Notice.Kind.RAISED, 0);
    JournalRepository journal =
        new JournalRepository(new HealthHistory(new HistoryBuffer(100)), database);
    assertThat(Objects.requireNonNull(journal.open().block())).extracting(Alert::id).contains(id);

    notice(id, Notice.Kind.RESOLVED, 60);
    // written late, as by an instance that was away
    notice(id, Notice.Kind.REMINDED, 30);

    assertThat(Objects.requireNonNull(journal.open().block()))
        .extracting(Alert::id)
        .doesNotContain(id);
    PastHealth.PastAlert alert = Objects.requireNonNull(past.alert(id).block());
    assertThat(alert.alert().dependants()).containsExactly("exams (DOWN)");
    assertThat(alert.timeline())
        .extracting(PastHealth.Event::kind)
        .containsExactly("RAISED", "REMINDED", "RESOLVED");
  }

  private void notice(UUID id, Notice.Kind kind, int seconds) {
    Instant at = MINUTE.plusSeconds(seconds);
    Alert alert =
        new Alert(
            id,
            "state/database",
            "down",
            "database",
            Severity.CRITICAL,
            "database is DOWN",
            List.of("exams (DOWN)"),
            MINUTE,
            MINUTE,
            at,
            null,
            0,
            kind.isEnd() ? at : null,
            Set.of());
    repository
        .insertNotice(UUID.randomUUID(), new Notice(kind, alert, at, "database is DOWN"))
        .block();
  }

  private void change(String service, HealthState from, HealthState to, int seconds) {
    repository
        .insertChange(
            UUID.randomUUID(),
            new HealthChange(service, from, to, 50, "because", MINUTE.plusSeconds(seconds)))
        .block();
  }

  private List<PastHealth.Sum> history(String service, PastHealth.Step step) {
    return Objects.requireNonNull(
        past.history(service, step, MINUTE.minusSeconds(3600), Instant.now(), 1000)
            .collectList()
            .block());
  }

  private void samples(String service, Instant from, HealthState state, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(service, from.plusSeconds(5L * i), state, 7, ""));
    }
    repository.insertSamples(samples).block();
  }
}
