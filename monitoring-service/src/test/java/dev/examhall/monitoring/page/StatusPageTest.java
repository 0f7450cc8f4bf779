package dev.examhall.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPageTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> SERVICES =
      List.of(
          "gateway",
          "exam-render-service",
          "asset-service",
          "cache-service",
          "activity-log-service",
          "monitoring-service");

  private final HealthBoard board =
      new HealthBoard(
          SERVICES.stream()
              .map(id -> new Target(id, 10, true, Set.of(Infrastructure.DATABASE)))
              .toList(),
          new Thresholds(1, 1),
          Clock.fixed(NOW, ZoneOffset.UTC));
  private final StatusPage page = statusPage();

  @Test
  void everythingWorksWhenEverythingIsUp() {
    allUp();

    assertThat(html()).contains("<h1>Everything works</h1>").contains("Saving answers");
    assertThat(states()).containsOnly(Capability.State.WORKING);
  }

  @Test
  void nothingIsClaimedBeforeTheFirstChecks() {
    assertThat(html()).contains("<h1>Checking</h1>");
    assertThat(states()).containsOnly(Capability.State.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "gateway, 'Taking a test,Saving answers,Booklets and listening,Signing in'",
    "exam-render-service, 'Taking a test,Saving answers'",
    "asset-service, 'Booklets and listening'",
    "cache-service, 'Speed of pages'",
    "activity-log-service, 'Activity records'",
    "monitoring-service, ''"
  })
  void lossOfAServiceConcernsWhatNeedsItAndNothingElse(String service, String concerned) {
    allUp();
    board.record(service, new Observation.Failed("refused", Duration.ZERO));

    assertThat(
            Capability.of(board.current()).stream()
                .filter(capability -> capability.state() != Capability.State.WORKING)
                .map(Capability::name)
                .reduce((one, other) -> one + "," + other)
                .orElse(""))
        .isEqualTo(concerned);
  }

  @Test
  void lossOfTheCacheLeavesTestsAlone() {
    allUp();
    board.record("cache-service", answer("redis", HealthState.DOWN));

    assertThat(html())
        .contains("<h1>Everything that matters works</h1>")
        .contains("Pages may open more slowly.");
  }

  @Test
  void lossOfTheBrokerOnlyDelaysRecords() {
    allUp();
    board.record("activity-log-service", answer("kafka", HealthState.DEGRADED));

    assertThat(html())
        .contains("<h1>Everything that matters works</h1>")
        .contains("Records arrive later than usual. None is lost.");
  }

  @Test
  void lossOfTheDatabaseStopsSaving() {
    allUp();
    board.record("exam-render-service", answer("r2dbc", HealthState.DOWN));

    assertThat(html())
        .contains("<h1>Something does not work</h1>")
        .contains("Answers cannot be stored at the moment.");
  }

  @Test
  void databaseThatTheMonitorAloneMissesConcernsNobody() {
    allUp();
    board.record("monitoring-service", answer("r2dbc", HealthState.DOWN));

    assertThat(states()).containsOnly(Capability.State.WORKING);
  }

  @Test
  void pageTellsNoInternals() {
    board.record(
        "gateway", new Observation.Failed("cannot be reached: 10.1.2.3:8080", Duration.ZERO));

    assertThat(html()).doesNotContain("10.1.2.3");
  }

  @Test
  void policyAllowsTheStyleOfThePageAndNothingElse() throws Exception {
    String html = html();
    String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

    assertThat(page.contentSecurityPolicy())
        .startsWith("default-src 'none'; ")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';");
    assertThat(html).doesNotContain("<script").doesNotContain("style=").doesNotContain("onclick");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, for less than a minute",
    "PT59S, for less than a minute",
    "PT1M, for 1 minute",
    "PT59M59S, for 59 minutes",
    "PT1H, for 1 hour",
    "PT47H, for 47 hours",
    "P3DT5H, for 3 days"
  })
  void timesAreTold(Duration lasted, String text) {
    assertThat(StatusView.lasting(NOW.minus(lasted), NOW)).isEqualTo(text);
  }

  private void allUp() {
    SERVICES.forEach(service -> board.record(service, answer("r2dbc", HealthState.UP)));
  }

  private static Observation answer(String component, HealthState state) {
    return new Observation.Answered(
        state,
        "status " + state,
        Map.of(component, new Observation.Component(state, "")),
        Duration.ofMillis(2));
  }

  private Stream<Capability.State> states() {
    return Capability.of(board.current()).stream().map(Capability::state);
  }

  private String html() {
    return new String(page.render(StatusView.of(board.current())), StandardCharsets.UTF_8);
  }

  private static StatusPage statusPage() {
    PageConfiguration configuration = new PageConfiguration();
    try {
      return configuration.statusPage(configuration.templateEngine());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
