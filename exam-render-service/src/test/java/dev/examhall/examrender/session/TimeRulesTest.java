package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of an attempt whose time is changed again and again. */
class TimeRulesTest {

  private static final int HISTORIES = 3000;
  private static final Instant BEGIN = Instant.parse("2026-03-02T09:00:00Z");
  private static final Duration ALLOWED = Duration.ofMinutes(30);
  private static final AttemptRules RULES =
      new AttemptRules(Duration.ofSeconds(60), Duration.ofMinutes(3));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theLedgersSumIsAlwaysTheDeadlineAndAPauseCostsNothing(long seed) {
    Random random = new Random(seed);
    for (int history = 0; history < HISTORIES; history++) {
      play(random, seed + "/" + history);
    }
  }

  private static void play(Random random, String name) {
    Instant now = BEGIN;
    Attempt attempt = Attempt.matched(ALLOWED);
    long ledger = ALLOWED.toSeconds();
    for (int step = 0; step < 25; step++) {
      now = now.plusMillis(random.nextInt(240_000));
      Attempt before = attempt;
      Attempt after = before;
      switch (random.nextInt(9)) {
        case 0 -> after = moved(RULES.start(before, now), before);
        case 1 -> after = moved(RULES.contentReady(before, now), before);
        case 2 -> after = moved(RULES.settle(before, now), before);
        case 3 -> {
          if (random.nextInt(6) == 0) {
            after = moved(RULES.submit(before, now), before);
          }
        }
        default -> {
          TimeChange.Kind kind =
              TimeChange.Kind.values()[random.nextInt(TimeChange.Kind.values().length)];
          int seconds = kind == TimeChange.Kind.EXTRA_TIME ? random.nextInt(1200) - 400 : 0;
          if (RULES.change(before, new TimeChange(kind, seconds, "r", "i", "n"), now)
              instanceof TimeOutcome.Changed changed) {
            after = changed.to();
            ledger += changed.seconds();
            assertThat(before.state().isOver()).as(name).isFalse();
            assertThat(after.state()).as(name).isEqualTo(before.state());
          }
        }
      }
      if (after.state().isOver() && before.pausedAt() != null) {
        ledger += after.allowed().minus(before.allowed()).toSeconds();
      }
      check(after, ledger, now, name);
      attempt = after;
    }
  }

  private static void check(Attempt attempt, long ledger, Instant now, String name) {
    assertThat(attempt.allowed().toSeconds()).as(name).isEqualTo(ledger);
    assertThat(attempt.allowed().toNanosPart()).as(name).isZero();
    if (attempt.clockStartedAt() != null) {
      assertThat(attempt.deadline())
          .as(name)
          .isEqualTo(attempt.clockStartedAt().plus(attempt.allowed()));
    }
    if (attempt.pausedAt() != null) {
      assertThat(attempt.state()).as(name).isEqualTo(SessionState.RUNNING);
      Duration left = Objects.requireNonNull(attempt.remaining(now));
      assertThat(left).as(name).isPositive();
      Instant later = now.plus(Duration.ofHours(3));
      assertThat(attempt.remaining(later)).as(name).isEqualTo(left);
      assertThat(RULES.takesAnswers(attempt, later)).as(name).isTrue();
      assertThat(RULES.settle(attempt, later)).as(name).isInstanceOf(Transition.Stays.class);
      assertThat(attempt.resumed(later).remaining(later))
          .as(name)
          .isBetween(left, left.plusSeconds(1));
    }
  }

  private static Attempt moved(Transition transition, Attempt before) {
    return transition instanceof Transition.Moved moved ? moved.to() : before;
  }
}
