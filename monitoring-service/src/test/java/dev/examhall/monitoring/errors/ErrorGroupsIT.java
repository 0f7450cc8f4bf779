package dev.examhall.monitoring.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.MonitoringDatabase;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.WithPostgres;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Groups of errors on a real PostgreSQL. */
@WithPostgres("errors")
class ErrorGroupsIT {

  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

  private final ErrorRepository repository;
  private final ErrorGroups groups;
  private final String fingerprint = "v2:" + UUID.randomUUID();

  ErrorGroupsIT(TestDatabase server) {
    MonitoringDatabase database = MonitoringDatabase.migrated(server);
    repository = new ErrorRepository(database.client(), database.transaction());
    groups = new ErrorGroups(repository, Clock.systemUTC());
  }

  @Test
  void theSameReportCountsOnceHoweverOftenItComes() {
    ErrorEvent one = event(THEN);
    ErrorEvent two = event(THEN.plusSeconds(60));

    repository.add(List.of(one, two, one)).block();
    repository.add(List.of(two)).block();

    ErrorGroup group = group();
    assertThat(group.count()).isEqualTo(2);
    assertThat(group.firstSeen()).isEqualTo(THEN);
    assertThat(group.lastSeen()).isEqualTo(THEN.plusSeconds(60));
    assertThat(repository.events(fingerprint, 100).collectList().block())
        .extracting(ErrorEvent::traceId)
        .hasSize(2)
        .containsOnly("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void whatComesBackAfterItWasResolvedIsARegression() {
    repository.add(List.of(event(THEN))).block();
    groups.decide(fingerprint, ErrorGroup.Status.RESOLVED, "Kim").block();
    // an old report that comes late is none
    repository.add(List.of(event(THEN.plusSeconds(1)))).block();
    assertThat(group().status()).isEqualTo(ErrorGroup.Status.RESOLVED);

    repository.add(List.of(event(Instant.now().plusSeconds(5)))).block();

    assertThat(group().status()).isEqualTo(ErrorGroup.Status.OPEN);
    assertThat(group().regressions()).isEqualTo(1);
    assertThat(group().regressedAt()).isNotNull();
  }

  @Test
  void receiversAreToldOfAGroupOnceAndAgainWhenItComesBack() {
    repository.add(List.of(event(THEN), event(THEN.plusSeconds(1)))).block();
    assertThat(untold()).containsExactly(fingerprint);

    repository.told(List.of(fingerprint), Instant.now()).block();
    repository.add(List.of(event(Instant.now()))).block();
    assertThat(untold()).isEmpty();

    groups.decide(fingerprint, ErrorGroup.Status.RESOLVED, "Kim").block();
    // of a service whose clock is ahead
    repository.add(List.of(event(Instant.now().plusSeconds(60)))).block();
    assertThat(untold()).containsExactly(fingerprint);
    repository.told(List.of(fingerprint), Instant.now()).block();
    assertThat(untold()).isEmpty();

    groups.decide(fingerprint, ErrorGroup.Status.IGNORED, "Kim").block();
    repository.add(List.of(event(Instant.now().plusSeconds(120)))).block();
    assertThat(untold()).isEmpty();
  }

  private List<String> untold() {
    return Objects.requireNonNull(
        repository
            .untold(1_000)
            .map(ErrorGroup::fingerprint)
            .filter(fingerprint::equals)
            .collectList()
            .block());
  }

  @Test
  void whatIsIgnoredIsCountedAndStaysIgnored() {
    repository.add(List.of(event(THEN))).block();
    groups.decide(fingerprint, ErrorGroup.Status.IGNORED, "Kim").block();

    repository.add(List.of(event(Instant.now().plusSeconds(5)))).block();

    assertThat(group().status()).isEqualTo(ErrorGroup.Status.IGNORED);
    assertThat(group().count()).isEqualTo(2);
    assertThat(
            groups
                .list(ErrorGroup.Status.OPEN, 200)
                .filter(one -> one.fingerprint().equals(fingerprint))
                .collectList()
                .block())
        .isEmpty();
  }

  @Test
  void onlyTheNewestReportsOfAGroupAreKept() {
    for (int i = 0; i < 5; i++) {
      repository.add(List.of(event(THEN.plusSeconds(i)))).block();
    }

    repository.clean(3, Instant.EPOCH).block();

    assertThat(repository.events(fingerprint, 100).collectList().block())
        .extracting(ErrorEvent::at)
        .containsExactly(THEN.plusSeconds(4), THEN.plusSeconds(3), THEN.plusSeconds(2));
    assertThat(group().count()).isEqualTo(5);
  }

  @Test
  void aBrowsersReportHasNoSecretsNoIdsAndABoundedRate() {
    UUID session = UUID.randomUUID();
    String type = "TypeError" + UUID.randomUUID();
    int taken = 0;
    for (int i = 0; i < 3 * ErrorGroups.BROWSERS_PER_SECOND; i++) {
      boolean ok =
          Boolean.TRUE.equals(
              groups
                  .addFromBrowser(
                      new ErrorGroups.BrowserError(
                          type,
                          "x is null; token=abcdef",
                          "at save (https://exam.example/assets/student_test-ABCD1234.js:1:"
                              + i
                              + ")",
                          "/sessions/" + session + "/test?name=Kim",
                          null))
                  .block());
      taken += ok ? 1 : 0;
    }

    ErrorGroup group =
        Objects.requireNonNull(
            groups
                .list(ErrorGroup.Status.OPEN, 200)
                .filter(one -> one.type().equals(type))
                .single()
                .block());
    assertThat(group.count()).isEqualTo(taken).isPositive();
    assertThat(group.message()).doesNotContain("abcdef");
    assertThat(groups.events(group.fingerprint()).collectList().block())
        .extracting(ErrorEvent::route)
        .containsOnly("/sessions/{id}/test");
  }

  private ErrorGroup group() {
    return Objects.requireNonNull(groups.find(fingerprint).block());
  }

  private ErrorEvent event(Instant at) {
    return new ErrorEvent(
        UUID.randomUUID(),
        fingerprint,
        at,
        "exam-render-service",
        "java.lang.IllegalStateException",
        "1.0.0",
        "POST /start",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "no level",
        "at dev.examhall.Some.where(Some.java:1)");
  }
}
