package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptRulesTest {

  private static final int HISTORIES = 2000;
  private static final Instant BEGIN = Instant.parse("2026-03-02T09:00:00Z");
  private static final Duration ALLOWED = Duration.ofMinutes(30);
  private static final AttemptRules RULES =
      new AttemptRules(Duration.ofSeconds(60), Duration.ofMinutes(3));

  enum Request {
    START,
    CONTENT_READY,
    SUBMIT,
    SETTLE
  }

  /**
   * Something that is asked of an attempt.
   *
   * @param later seconds after the one before
   */
  record Step(Request request, int later) {}

  private static List<Step> history(long seed) {
    Random random = new Random(seed);
    Request[] requests = Request.values();
    return IntStream.range(0, random.nextInt(16))
        .mapToObj(i -> new Step(requests[random.nextInt(requests.length)], random.nextInt(1201)))
        .toList();
  }

  /**
   * Holds a property against many histories; the seed of the one that breaks it is in the message.
   */
  private static void forManyHistories(Consumer<List<Step>> property) {
    for (long seed = 0; seed < HISTORIES; seed++) {
      List<Step> history = history(seed);
      try {
        property.accept(history);
      } catch (AssertionError broken) {
        throw new AssertionError("seed " + seed + ": " + history, broken);
      }
    }
  }

  @Test
  void neverGoesBackAndNeverChangesWhatIsDecided() {
    forManyHistories(AttemptRulesTest::keepsWhatIsDecided);
  }

  private static void keepsWhatIsDecided(List<Step> history) {
    Attempt attempt = Attempt.matched(ALLOWED);
    Instant now = BEGIN;
    for (Step step : history) {
      now = now.plusSeconds(step.later());
      Attempt after = after(ask(attempt, step.request(), now), attempt);

      assertThat(after.state()).isGreaterThanOrEqualTo(attempt.state());
      assertKept(attempt.startedAt(), after.startedAt());
      assertKept(attempt.clockStartedAt(), after.clockStartedAt());
      assertKept(attempt.deadline(), after.deadline());
      assertKept(attempt.endedAt(), after.endedAt());
      if (attempt.state().isOver()) {
        assertThat(after).isEqualTo(attempt);
      }
      attempt = after;
    }
  }

  @Test
  void givesEveryAttemptExactlyItsTimeFromAClockThatStartsInTime() {
    forManyHistories(AttemptRulesTest::givesExactTime);
  }

  private static void givesExactTime(List<Step> history) {
    Attempt attempt = Attempt.matched(ALLOWED);
    Instant now = BEGIN;
    for (Step step : history) {
      now = now.plusSeconds(step.later());
      attempt = after(ask(attempt, step.request(), now), attempt);

      Instant clock = attempt.clockStartedAt();
      if (clock != null) {
        assertThat(attempt.deadline()).isEqualTo(clock.plus(ALLOWED));
        assertThat(clock)
            .isBetween(
                Objects.requireNonNull(attempt.startedAt()),
                attempt.startedAt().plus(Duration.ofMinutes(3)));
      }
      assertThat(RULES.takesAnswers(attempt, now))
          .isEqualTo(
              attempt.state() == SessionState.RUNNING
                  && !now.isAfter(Objects.requireNonNull(attempt.deadline()).plusSeconds(60)));
    }
  }

  @Test
  void endsEveryStartedAttemptWithoutItsStudent() {
    forManyHistories(AttemptRulesTest::endsByItself);
  }

  private static void endsByItself(List<Step> history) {
    Attempt attempt = Attempt.matched(ALLOWED);
    Instant now = BEGIN;
    for (Step step : history) {
      now = now.plusSeconds(step.later());
      attempt = after(ask(attempt, step.request(), now), attempt);
    }
    now = now.plus(Duration.ofHours(1));

    attempt = after(RULES.settle(attempt, now), attempt);
    attempt = after(RULES.settle(attempt, now), attempt);

    assertThat(attempt.state())
        .isIn(SessionState.MATCHED, SessionState.SUBMITTED, SessionState.FINALISED);
  }

  @Test
  void countsTheLastSecondOfTheGraceTimeAsTheStudents() {
    Attempt running = Attempt.matched(ALLOWED).started(BEGIN).running(BEGIN);
    Instant graceEnds = BEGIN.plus(ALLOWED).plusSeconds(60);

    assertThat(after(RULES.submit(running, graceEnds), running).state())
        .isEqualTo(SessionState.SUBMITTED);
    assertThat(after(RULES.submit(running, graceEnds.plusNanos(1000)), running).state())
        .isEqualTo(SessionState.FINALISED);
    assertThat(RULES.settle(running, graceEnds)).isInstanceOf(Transition.Stays.class);
    assertThat(RULES.takesAnswers(running, graceEnds)).isTrue();
    assertThat(RULES.takesAnswers(running, graceEnds.plusNanos(1000))).isFalse();
  }

  @Test
  void refusesWhatComesTooEarly() {
    Attempt matched = Attempt.matched(ALLOWED);

    assertThat(RULES.contentReady(matched, BEGIN)).isInstanceOf(Transition.TooEarly.class);
    assertThat(RULES.submit(matched, BEGIN)).isInstanceOf(Transition.TooEarly.class);
    assertThat(RULES.submit(matched.started(BEGIN), BEGIN)).isInstanceOf(Transition.TooEarly.class);
  }

  @Test
  void takesASubmissionOfAPageThatNeverSaidItWasReady() {
    Attempt started = Attempt.matched(ALLOWED).started(BEGIN);

    Attempt submitted = after(RULES.submit(started, BEGIN.plus(Duration.ofMinutes(20))), started);

    assertThat(submitted.state()).isEqualTo(SessionState.SUBMITTED);
    assertThat(submitted.clockStartedAt()).isEqualTo(BEGIN.plus(Duration.ofMinutes(3)));
  }

  private static Transition ask(Attempt attempt, Request request, Instant now) {
    return switch (request) {
      case START -> RULES.start(attempt, now);
      case CONTENT_READY -> RULES.contentReady(attempt, now);
      case SUBMIT -> RULES.submit(attempt, now);
      case SETTLE -> RULES.settle(attempt, now);
    };
  }

  private static Attempt after(Transition transition, Attempt before) {
    return transition instanceof Transition.Moved moved ? moved.to() : before;
  }

  private static void assertKept(Instant before, Instant after) {
    if (before != null) {
      assertThat(after).isEqualTo(before);
    }
  }
}
