package dev.examhall.monitoring.history;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.health.HealthState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What was, for people who ask. */
public interface PastHealth {

  /** How fine history is told. */
  enum Step {
    SECONDS,
    MINUTES,
    HOURS
  }

  /**
   * A step of a service's history, or all of it.
   *
   * @param up looks that found it UP; the others likewise; those during maintenance count in none
   *     of them
   * @param meanLatencyMillis null when it never answered
   */
  record Sum(
      String service,
      Instant at,
      long up,
      long degraded,
      long down,
      long unknown,
      long maintained,
      @Nullable Double meanLatencyMillis,
      @Nullable Integer maxLatencyMillis) {

    /** Share of the looks that found it working, of those that found anything; null without any. */
    public @Nullable Double uptime() {
      long known = up + degraded + down;
      return known == 0 ? null : (double) (up + degraded) / known;
    }
  }

  /** A time in which a service was not well, with all that happened to its state in it. */
  record Incident(
      UUID id,
      String service,
      HealthState worst,
      Instant startedAt,
      @Nullable Instant endedAt,
      String message,
      List<Event> timeline) {}

  /** One entry of a timeline. */
  record Event(Instant at, String kind, String text) {}

  /** An alert with what happened to it. */
  record PastAlert(Alert alert, List<Event> timeline) {}

  /** Oldest first. */
  Flux<Sum> history(String service, Step step, Instant from, Instant until, int limit);

  /** One for each service, from the hour in which {@code from} is. */
  Flux<Sum> uptime(Instant from);

  /** One for each service and day (UTC), oldest first. */
  Flux<Sum> days(Instant from);

  /** Newest first. */
  Flux<Incident> incidents(Instant before, int limit);

  /** Newest first. */
  Flux<Alert> alerts(Instant before, int limit);

  /** Empty if there is none of that id. */
  Mono<PastAlert> alert(UUID id);
}
