package dev.examhall.monitoring.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.duty.Duty.Answer;
import dev.examhall.monitoring.duty.Duty.Role;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DutyTest {

  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void whoeverHoldsTheLockIsOnDutyAndTheOtherStandsBy() {
    assertThat(after(Answer.HELD, 1).role()).isEqualTo(Role.ON_DUTY);
    Duty other = after(Answer.TAKEN_BY_ANOTHER, 1);
    assertThat(other.asks()).isFalse();
    assertThat(other.speaks()).isFalse();
  }

  @Test
  void theOneOnDutyStaysSoWhileTheDatabaseIsAwayForThatIsWhenThereIsMostToTell() {
    Duty duty = after(Answer.HELD, 1);

    assertThat(duty.after(Answer.NO_DATABASE, START.plusSeconds(10_000)).speaks()).isTrue();
  }

  @Test
  void anInstanceThatNeverSawADatabaseSpeaksAfterAWhile() {
    Duty waiting = after(Answer.NO_DATABASE, 9);

    assertThat(waiting.speaks()).isFalse();
    assertThat(waiting.asks()).isTrue();
    assertThat(waiting.after(Answer.NO_DATABASE, START.plusSeconds(10)).speaks()).isTrue();
  }

  @Test
  void aStandbyWithoutADatabaseLooksForItselfAndSpeaksAfterAMinute() {
    Duty standby = after(Answer.TAKEN_BY_ANOTHER, 1);

    Duty cutOff = standby.after(Answer.NO_DATABASE, START.plusSeconds(30));
    assertThat(cutOff.asks()).isTrue();
    assertThat(cutOff.speaks()).isFalse();
    assertThat(cutOff.after(Answer.NO_DATABASE, START.plusSeconds(61)).speaks()).isTrue();
    assertThat(cutOff.after(Answer.TAKEN_BY_ANOTHER, START.plusSeconds(40)).role())
        .isEqualTo(Role.STANDBY);
  }

  private static Duty after(Answer answer, int seconds) {
    return Duty.starting(START).after(answer, START.plusSeconds(seconds));
  }
}
