package dev.examhall.monitoring.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class AlertWatchTest {

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private boolean isolated;
  private boolean speaks = true;
  private final Clock clock =
      new Clock() {
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
      };
  private final HealthBoard board =
      new HealthBoard(
          List.of(
              new Target("starting", 1, true, Set.of()), new Target("running", 1, true, Set.of())),
          new Thresholds(1, 1),
          clock);
  private final List<Notice> told = new ArrayList<>();
  private final AlertWatch watch =
      new AlertWatch(
          new Findings(
              Map.of(
                  "down",
                  new AlertRule(
                      AlertRule.When.STATE,
                      Set.of(HealthState.DOWN),
                      null,
                      null,
                      Duration.ZERO,
                      null,
                      Set.of(),
                      Set.of()))),
          new AlertTiming(
              Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(5), Duration.ofHours(4)),
          board::current,
          Readings.NONE,
          subject -> false,
          new AlertWatch.Standing() {
            @Override
            public boolean speaks() {
              return speaks;
            }

            @Override
            public boolean isolated() {
              return isolated;
            }
          },
          new AlertJournal() {
            @Override
            public void keep(Notice notice) {}

            @Override
            public Mono<List<Alert>> open() {
              return Mono.just(List.of());
            }
          },
          told::add,
          clock,
          Schedulers.parallel());

  @Test
  void whatWasNeverSeenWorkingMayBeStartingToo() {
    board.record("starting", down());
    board.record("running", up());
    watch.step();
    board.record("running", down());
    step(10);
    assertThat(told).extracting(notice -> notice.alert().subject()).containsExactly("running");

    step(60);

    assertThat(told)
        .extracting(notice -> notice.alert().subject())
        .containsExactly("running", "starting");
  }

  @Test
  void aMonitorThatIsCutOffOrNotOnDutySaysNothing() {
    board.record("running", up());
    watch.step();
    board.record("running", down());
    isolated = true;
    step(10);
    isolated = false;
    speaks = false;
    step(10);
    assertThat(told).isEmpty();

    speaks = true;
    step(1);

    assertThat(told).hasSize(1);
    assertThat(watch.raised()).hasSize(1);
  }

  @Test
  void whatIsNotWatchedAnyMoreHasNoAlertAnyMore() {
    board.record("running", up());
    watch.step();
    board.record("running", down());
    step(10);
    assertThat(watch.raised()).hasSize(1);

    board.forget("running");
    step(1);
    step(10);

    assertThat(watch.raised()).isEmpty();
    assertThat(told.getLast().kind()).isEqualTo(Notice.Kind.RESOLVED);
    assertThat(told.getLast().text()).isEqualTo("running is not watched any more");
  }

  private void step(int seconds) {
    now = now.plusSeconds(seconds);
    watch.step();
  }

  private static Observation up() {
    return new Observation.Answered(HealthState.UP, "", Map.of(), Duration.ZERO);
  }

  private static Observation down() {
    return new Observation.Failed("gone", Duration.ZERO);
  }
}
