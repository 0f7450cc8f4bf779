package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveFactsTest {

  private static final Instant BEGAN = Instant.parse("2026-11-23T01:00:00Z");
  private static final LiveProperties LIMITS =
      new LiveProperties(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(90),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofHours(2));

  @Test
  void findsNothingWhereAllIsWell() {
    assertThat(incidents(running(10, 10, 0, null, 0), 20)).isEmpty();
    assertThat(incidents(new Facts(SessionState.MATCHED), 3600)).isEmpty();
  }

  @Test
  void missesAPageThatWasNotHeardOfWhicheverSignWasLast() {
    assertThat(incidents(running(10, 10, 0, null, 0), 100)).isEmpty();
    assertThat(incidents(running(10, 10, 0, null, 0), 101))
        .containsExactly(Incident.CONNECTION_LOST);
    assertThat(incidents(running(10, 80, 0, null, 0), 101)).isEmpty();
    assertThat(incidents(running(80, 10, 0, null, 0), 101)).isEmpty();
  }

  @Test
  void missesSavesOnlyWhileTheClockRunsAndQuestionsAreOpen() {
    assertThat(incidents(running(10, 310, 0, null, 0), 310)).isEmpty();
    assertThat(incidents(running(10, 311, 0, null, 0), 311)).containsExactly(Incident.NO_SAVE);
    Facts done = running(10, 311, 0, null, 0);
    done.answered = 5;
    assertThat(incidents(done, 311)).isEmpty();
    Facts paused = running(10, 311, 0, null, 0);
    paused.pausedAfter = 20L;
    assertThat(incidents(paused, 311)).containsExactly(Incident.PAUSED);
    assertThat(incidents(running(null, 301, 0, null, 0), 301)).containsExactly(Incident.NO_SAVE);
  }

  @Test
  void namesTheMostUrgentFirst() {
    Facts all = running(10, 10, 0, 3, 1);
    assertThat(incidents(all, 1600))
        .containsExactly(
            Incident.CONNECTION_LOST,
            Incident.UNSENT_ANSWERS,
            Incident.PLAYS_OVER,
            Incident.NO_SAVE,
            Incident.LITTLE_TIME);
    assertThat(incidents(running(10, 10, 0, 0, 0), 11)).isEmpty();
  }

  @Test
  void seesAPageThatLoadsForLong() {
    Facts loading = new Facts(SessionState.STARTED);
    loading.heardAfter = 50L;
    assertThat(incidents(loading, 60)).isEmpty();
    assertThat(incidents(loading, 61)).containsExactly(Incident.LOADING);
  }

  @Test
  void keepsMicroseconds() {
    Facts facts = running(10, 10, 0, null, 0);
    assertThat(facts.at(BEGAN).matchedAt()).isEqualTo(BEGAN.plus(123_457, ChronoUnit.MICROS));
  }

  private static List<Incident> incidents(Facts facts, long secondsLater) {
    return facts.at(BEGAN.plusSeconds(secondsLater)).incidents();
  }

  private static Facts running(
      @Nullable Integer savedAfter,
      long heardAfter,
      int streams,
      @Nullable Integer unsent,
      int over) {
    Facts facts = new Facts(SessionState.RUNNING);
    facts.savedAfter = savedAfter == null ? null : savedAfter.longValue();
    facts.heardAfter = heardAfter;
    facts.unsent = unsent;
    facts.over = over;
    return facts;
  }

  /** Five questions in thirty minutes, two of them answered. */
  private static final class Facts {
    private final SessionState state;
    private @Nullable Long savedAfter;
    private @Nullable Long heardAfter;
    private @Nullable Long pausedAfter;
    private @Nullable Integer unsent;
    private int over;
    private int answered = 2;

    Facts(SessionState state) {
      this.state = state;
    }

    LiveSession at(Instant now) {
      boolean began = state != SessionState.MATCHED;
      boolean running = state == SessionState.RUNNING;
      return new LiveFacts(
              UUID.randomUUID(),
              UUID.randomUUID(),
              "Student",
              null,
              6,
              "Core 1",
              state,
              micros(0L) + 123_457,
              began ? micros(0L) : null,
              running ? micros(0L) : null,
              running ? micros(1800L) : null,
              pausedAfter == null ? null : micros(pausedAfter),
              5,
              answered,
              savedAfter == null ? null : micros(savedAfter),
              0,
              heardAfter == null ? null : micros(heardAfter),
              unsent,
              null,
              over,
              over)
          .at(now, LIMITS);
    }

    private static long micros(long secondsAfter) {
      return (BEGAN.getEpochSecond() + secondsAfter) * 1_000_000;
    }
  }
}
