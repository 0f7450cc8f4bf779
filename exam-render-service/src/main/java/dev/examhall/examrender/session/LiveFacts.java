package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the database says of a session that is under way. Times are microseconds since 1970.
 *
 * @param streams how many streams of it are open at instances that are alive
 */
record LiveFacts(
    UUID id,
    UUID exam,
    String student,
    @Nullable String school,
    int grade,
    String level,
    SessionState state,
    long matched,
    @Nullable Long started,
    @Nullable Long clock,
    @Nullable Long deadline,
    @Nullable Long paused,
    int questions,
    int answered,
    @Nullable Long saved,
    int streams,
    @Nullable Long heard,
    @Nullable Integer unsent,
    @Nullable Long unsentSaid,
    int plays,
    int over) {

  /** The line of the board at that moment. */
  LiveSession at(Instant now, LiveProperties limits) {
    Instant heardAt = latest(instant(heard), instant(saved));
    return new LiveSession(
        id,
        exam,
        student,
        school,
        grade,
        level,
        state,
        Times.instant(matched),
        instant(clock),
        instant(deadline),
        instant(paused),
        answered,
        questions,
        instant(saved),
        streams > 0,
        heardAt,
        unsent,
        instant(unsentSaid),
        plays,
        over,
        incidents(now, heardAt, limits));
  }

  private List<Incident> incidents(Instant now, @Nullable Instant heardAt, LiveProperties limits) {
    List<Incident> incidents = new ArrayList<>(2);
    boolean running = state == SessionState.RUNNING;
    boolean paused = this.paused != null;
    if (state == SessionState.MATCHED) {
      return incidents;
    }
    Instant lastSign = latest(heardAt, instant(started));
    if (lastSign != null && isLonger(lastSign, now, limits.notHeardAfter())) {
      incidents.add(Incident.CONNECTION_LOST);
    }
    if (unsent != null && unsent > 0) {
      incidents.add(Incident.UNSENT_ANSWERS);
    }
    if (paused) {
      incidents.add(Incident.PAUSED);
    }
    Instant began = instant(started);
    if (!running && began != null && isLonger(began, now, limits.loadingAfter())) {
      incidents.add(Incident.LOADING);
    }
    if (over > 0) {
      incidents.add(Incident.PLAYS_OVER);
    }
    Instant lastSave = latest(instant(saved), instant(clock));
    if (running
        && !paused
        && answered < questions
        && lastSave != null
        && isLonger(lastSave, now, limits.noSaveAfter())) {
      incidents.add(Incident.NO_SAVE);
    }
    Instant end = instant(deadline);
    if (running
        && !paused
        && end != null
        && Duration.between(now, end).compareTo(limits.littleTime()) <= 0) {
      incidents.add(Incident.LITTLE_TIME);
    }
    return incidents;
  }

  private static boolean isLonger(Instant since, Instant now, Duration than) {
    return Duration.between(since, now).compareTo(than) > 0;
  }

  private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
    return Stream.of(one, other).flatMap(Stream::ofNullable).max(Instant::compareTo).orElse(null);
  }

  private static @Nullable Instant instant(@Nullable Long micros) {
    return micros == null ? null : Times.instant(micros);
  }

  /** Microseconds as PostgreSQL keeps them. */
  private static final class Times {
    private Times() {}

    static Instant instant(long micros) {
      return Instant.EPOCH.plusSeconds(micros / 1_000_000).plusNanos(micros % 1_000_000 * 1000);
    }
  }
}
