package dev.examhall.monitoring.page;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.AlertWatch;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.history.PastHealth;
import dev.examhall.monitoring.history.PastHealth.Incident;
import dev.examhall.monitoring.history.PastHealth.Sum;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** History, uptime, incidents and alerts, for operators. */
@RestController
final class PastController {

  private static final int MOST = 2_000;
  private static final List<Duration> PERIODS =
      List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(90));

  private final PastHealth past;
  private final AlertWatch alerts;
  private final HealthBoard board;
  private final Clock clock;

  PastController(PastHealth past, AlertWatch alerts, HealthBoard board, Clock clock) {
    this.past = past;
    this.alerts = alerts;
    this.board = board;
    this.clock = clock;
  }

  /**
   * @param uptime 0 to 1; null when nothing is known of that time
   */
  record Point(
      Instant at,
      long up,
      long degraded,
      long down,
      long unknown,
      long maintained,
      @Nullable Double uptime,
      @Nullable Double meanLatencyMillis,
      @Nullable Integer maxLatencyMillis) {
    static Point of(Sum sum) {
      return new Point(
          sum.at(),
          sum.up(),
          sum.degraded(),
          sum.down(),
          sum.unknown(),
          sum.maintained(),
          sum.uptime(),
          sum.meanLatencyMillis(),
          sum.maxLatencyMillis());
    }
  }

  /**
   * @param days looked back
   * @param uptime 0 to 1; null when nothing is known
   */
  record Uptime(String service, long days, @Nullable Double uptime) {}

  record AlertView(
      UUID id,
      String key,
      String rule,
      String subject,
      String severity,
      String summary,
      List<String> dependants,
      Instant since,
      @Nullable Instant raisedAt,
      @Nullable Instant endedAt) {
    static AlertView of(Alert alert) {
      return new AlertView(
          alert.id(),
          alert.key(),
          alert.rule(),
          alert.subject(),
          alert.severity().name(),
          alert.summary(),
          alert.dependants(),
          alert.since(),
          alert.raisedAt(),
          alert.endedAt());
    }
  }

  record AlertWithTimeline(AlertView alert, List<PastHealth.Event> timeline) {}

  /**
   * @param open known to this instance now, also while the database is away
   * @param past newest first
   */
  record Alerts(List<AlertView> open, List<AlertView> past) {}

  @GetMapping("/api/v1/health/history")
  Mono<List<Point>> history(
      @RequestParam String service,
      @RequestParam(defaultValue = "MINUTES") String step,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant until) {
    PastHealth.Step wanted = step(step);
    if (board.current().service(service).isEmpty()) {
      return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
    Instant end = until == null ? clock.instant() : until;
    Duration usual =
        switch (wanted) {
          case SECONDS -> Duration.ofHours(1);
          case MINUTES -> Duration.ofDays(1);
          case HOURS -> Duration.ofDays(30);
        };
    return past.history(service, wanted, from == null ? end.minus(usual) : from, end, MOST)
        .map(Point::of)
        .collectList();
  }

  private static PastHealth.Step step(String name) {
    try {
      return PastHealth.Step.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "step is seconds, minutes or hours", unknown);
    }
  }

  @GetMapping("/api/v1/health/uptime")
  Mono<List<Uptime>> uptime() {
    Instant now = clock.instant();
    Set<String> watched =
        Set.copyOf(
            board.current().services().stream()
                .map(dev.examhall.monitoring.health.ServiceHealth::id)
                .toList());
    return reactor.core.publisher.Flux.fromIterable(PERIODS)
        .concatMap(
            period ->
                past.uptime(now.minus(period))
                    .filter(sum -> watched.contains(sum.service()))
                    .map(sum -> new Uptime(sum.service(), period.toDays(), sum.uptime())))
        .collectList();
  }

  @GetMapping("/api/v1/health/incidents")
  Mono<List<Incident>> incidents(
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit) {
    return past.incidents(before == null ? clock.instant() : before, clamped(limit)).collectList();
  }

  @GetMapping("/api/v1/alerts")
  Mono<Alerts> alerts(
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit) {
    return past.alerts(before == null ? clock.instant() : before, clamped(limit))
        .map(AlertView::of)
        .collectList()
        .map(found -> new Alerts(alerts.raised().stream().map(AlertView::of).toList(), found));
  }

  @GetMapping("/api/v1/alerts/{id}")
  Mono<AlertWithTimeline> alert(@PathVariable UUID id) {
    return past.alert(id)
        .map(found -> new AlertWithTimeline(AlertView.of(found.alert()), found.timeline()))
        .switchIfEmpty(Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }

  private static int clamped(int limit) {
    return Math.clamp(limit, 1, 200);
  }
}
