package dev.examhall.monitoring.page;

import dev.examhall.monitoring.alerting.AlertWatch;
import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.history.PastHealth;
import dev.examhall.monitoring.maintenance.Maintenance;
import dev.examhall.monitoring.maintenance.MaintenanceWindow;
import dev.examhall.monitoring.readings.Rates;
import dev.examhall.monitoring.readings.ServiceReadings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the operators' page shows, as it changes. Each page has a chain of its own whose next event
 * is made when the last one was sent, so that a slow one only slows itself.
 */
final class OpsFeed {

  private static final Logger log = LoggerFactory.getLogger(OpsFeed.class);

  private static final Duration NOW = Duration.ofSeconds(2);
  private static final Duration METRICS = Duration.ofSeconds(10);
  private static final Duration PAST = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int POINTS = 90;
  private static final int DAYS = 30;
  private static final int INCIDENTS = 20;

  private final HealthBoard board;
  private final AlertWatch alerts;
  private final Maintenance maintenance;
  private final ServiceReadings readings;
  private final PastHealth past;
  private final DutyKeeper duty;
  private final Clock clock;

  OpsFeed(
      HealthBoard board,
      AlertWatch alerts,
      Maintenance maintenance,
      ServiceReadings readings,
      PastHealth past,
      DutyKeeper duty,
      Clock clock) {
    this.board = board;
    this.alerts = alerts;
    this.maintenance = maintenance;
    this.readings = readings;
    this.past = past;
    this.duty = duty;
    this.clock = clock;
  }

  /**
   * @param duty what this instance does, such as {@code on-duty}
   */
  record Now(
      OperatorHealth health,
      List<PastController.AlertView> alerts,
      List<MaintenanceWindow> maintenance,
      String duty) {}

  /** Columns of numbers, oldest first; null where there is none. */
  record Series(
      List<Instant> at,
      List<@Nullable Double> requests,
      List<@Nullable Double> errors,
      List<@Nullable Double> latency,
      List<@Nullable Double> hits,
      List<@Nullable Double> queries,
      List<@Nullable Double> heap) {}

  /**
   * @param uptime 0 to 1; null when nothing is known of that day
   */
  record Day(String service, Instant at, @Nullable Double uptime, boolean maintained) {}

  record Past(List<Day> days, List<PastHealth.Incident> incidents) {}

  Flux<ServerSentEvent<Object>> events() {
    return Flux.merge(
        repeated(NOW, Mono.fromSupplier(this::now).map(now -> event("now", now))),
        repeated(METRICS, Mono.fromSupplier(this::metrics).map(all -> event("metrics", all))),
        repeated(
            PAST,
            past()
                .map(found -> event("past", found))
                .onErrorResume(
                    failure -> {
                      log.debug("The past cannot be read", failure);
                      return Mono.just(event("past-away", Map.of()));
                    })));
  }

  private static Flux<ServerSentEvent<Object>> repeated(
      Duration pause, Mono<ServerSentEvent<Object>> event) {
    return event.concatWith(Mono.delay(pause).flatMap(tick -> Mono.empty())).repeat();
  }

  private static ServerSentEvent<Object> event(String name, Object data) {
    return ServerSentEvent.<Object>builder(data).event(name).build();
  }

  private Now now() {
    return new Now(
        OperatorHealth.of(board.current()),
        alerts.raised().stream().map(PastController.AlertView::of).toList(),
        maintenance.windows(),
        duty.role());
  }

  private Map<String, Series> metrics() {
    Map<String, Series> series = new LinkedHashMap<>();
    readings
        .all()
        .forEach(
            (service, rates) ->
                series.put(
                    service,
                    series(rates.subList(Math.max(0, rates.size() - POINTS), rates.size()))));
    return series;
  }

  private static Series series(List<Rates> rates) {
    return new Series(
        rates.stream().map(Rates::at).toList(),
        column(rates, Rates::requests),
        column(rates, Rates::errorShare),
        column(rates, Rates::meanSeconds),
        column(rates, Rates::cacheHitShare),
        column(rates, Rates::queries),
        column(rates, Rates::heapBytes));
  }

  private interface Column {
    @Nullable Double of(Rates rates);
  }

  private static List<@Nullable Double> column(List<Rates> rates, Column column) {
    List<@Nullable Double> values = new java.util.ArrayList<>();
    for (Rates one : rates) {
      Double value = column.of(one);
      // Four digits are enough for a chart.
      values.add(value == null ? null : Math.round(value * 1e4) / 1e4);
    }
    return values;
  }

  private Mono<Past> past() {
    return Mono.defer(
            () ->
                Mono.zip(
                    past.days(clock.instant().minus(Duration.ofDays(DAYS - 1)))
                        .map(
                            sum ->
                                new Day(
                                    sum.service(), sum.at(), sum.uptime(), sum.maintained() > 0))
                        .collectList(),
                    past.incidents(clock.instant(), INCIDENTS).collectList(),
                    Past::new))
        .timeout(PATIENCE);
  }
}
