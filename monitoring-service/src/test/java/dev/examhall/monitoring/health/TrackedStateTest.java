package dev.examhall.monitoring.health;

import static dev.examhall.monitoring.health.HealthState.DEGRADED;
import static dev.examhall.monitoring.health.HealthState.DOWN;
import static dev.examhall.monitoring.health.HealthState.UNKNOWN;
import static dev.examhall.monitoring.health.HealthState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackedStateTest {

  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Thresholds THREE_AND_TWO = new Thresholds(3, 2);

  @Test
  void nothingIsKnownBeforeTheFirstObservation() {
    assertThat(after().state()).isEqualTo(UNKNOWN);
  }

  @Test
  void firstGoodAnswerIsBelieved() {
    assertThat(after(UP).state()).isEqualTo(UP);
  }

  @Test
  void serviceThatStartsSlowlyIsNotDownAtOnce() {
    assertThat(after(DOWN, DOWN).state()).isEqualTo(UNKNOWN);
    assertThat(after(DOWN, DOWN, DOWN).state()).isEqualTo(DOWN);
  }

  @Test
  void twoFailuresChangeNothing() {
    TrackedState state = after(UP, DOWN, DOWN);

    assertThat(state.state()).isEqualTo(UP);
    assertThat(state.unsettled()).isTrue();
  }

  @Test
  void threeFailuresAreBelievedAndDateFromTheFirst() {
    TrackedState state = after(UP, DOWN, DOWN, DOWN);

    assertThat(state.state()).isEqualTo(DOWN);
    assertThat(state.since()).isEqualTo(START.plusSeconds(1));
    assertThat(state.unsettled()).isFalse();
  }

  @Test
  void failuresMustFollowOneAnother() {
    assertThat(after(UP, DOWN, DOWN, UP, DOWN, DOWN, UP, DOWN).state()).isEqualTo(UP);
  }

  @Test
  void oneSuccessDoesNotRevive() {
    assertThat(after(UP, DOWN, DOWN, DOWN, UP).state()).isEqualTo(DOWN);
    assertThat(after(UP, DOWN, DOWN, DOWN, UP, DOWN, UP).state()).isEqualTo(DOWN);
    assertThat(after(UP, DOWN, DOWN, DOWN, UP, UP).state()).isEqualTo(UP);
  }

  @Test
  void mixedRunOnlyGoesAsFarAsAllOfItAgrees() {
    assertThat(after(UP, DEGRADED, DOWN, DOWN).state()).isEqualTo(DEGRADED);
    assertThat(after(UP, DOWN, DOWN, DOWN, UP, DEGRADED).state()).isEqualTo(DEGRADED);
  }

  @Test
  void inconclusiveLooksAreNotFailures() {
    TrackedState state = after(UP, UNKNOWN, UNKNOWN);

    assertThat(state.state()).isEqualTo(UP);
    assertThat(state.unsettled()).isFalse();
  }

  @Test
  void afterThreeInconclusiveLooksNothingIsKnownAndNothingIsDown() {
    assertThat(after(UP, UNKNOWN, UNKNOWN, UNKNOWN).state()).isEqualTo(UNKNOWN);
    assertThat(after(UP, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UP).state()).isEqualTo(UP);
  }

  @Test
  void inconclusiveLookDoesNotHideARunOfFailures() {
    assertThat(after(UP, DOWN, DOWN, UNKNOWN, DOWN).state()).isEqualTo(DOWN);
  }

  @Test
  void whateverComesTheStateIsOneThatWasObservedOftenEnough() {
    Random random = new Random(7);
    for (int run = 0; run < 2_000; run++) {
      List<HealthState> seen = new ArrayList<>();
      TrackedState state = TrackedState.unknown(START);
      for (int i = 0; i < 30; i++) {
        HealthState before = state.state();
        HealthState now = HealthState.values()[random.nextInt(4)];
        seen.add(now);
        state = state.observe(now, "", START.plusSeconds(i), THREE_AND_TWO);
        HealthState after = state.state();
        if (after == before || before == UNKNOWN && now != DOWN) {
          continue;
        }
        int needed = after == UNKNOWN || before == UNKNOWN || after.worseThan(before) ? 3 : 2;
        List<HealthState> reasons =
            seen.stream()
                .filter(one -> after == UNKNOWN ? one == UNKNOWN : one != UNKNOWN)
                .toList();
        List<HealthState> last = reasons.subList(reasons.size() - needed, reasons.size());
        assertThat(last)
            .as("%s to %s by %s", before, after, seen)
            .allMatch(
                one ->
                    one == after
                        || (before != UNKNOWN && after.worseThan(before)
                            ? one.worseThan(after)
                            : after.worseThan(one)));
      }
    }
  }

  private static TrackedState after(HealthState... observations) {
    TrackedState state = TrackedState.unknown(START);
    for (int i = 0; i < observations.length; i++) {
      state = state.observe(observations[i], "", START.plusSeconds(i), THREE_AND_TWO);
    }
    return state;
  }
}
