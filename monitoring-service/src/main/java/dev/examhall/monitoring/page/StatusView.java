package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.SystemHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that the status page shows, as words. It is for everybody: no addresses, no errors.
 *
 * @param tone of the headline: {@code good}, {@code warn}, {@code bad}, {@code quiet}
 * @param updated time of day, UTC
 */
public record StatusView(
    String tone,
    String headline,
    String explanation,
    List<Row> capabilities,
    List<Row> services,
    String updated,
    String updatedIso) {

  /**
   * One line.
   *
   * @param detail what it means
   * @param state in one or two words
   * @param since such as {@code for 5 minutes}
   * @param sinceIso the same for programs
   */
  public record Row(
      String name, String detail, String tone, String state, String since, String sinceIso) {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Map<String, String> SERVICE_NAMES =
      Map.of(
          "gateway", "Entrance and sign-in",
          "exam-render-service", "Exams and answers",
          "asset-service", "Booklets, audio and page files",
          "cache-service", "Fast copies",
          "activity-log-service", "Activity log",
          "monitoring-service", "This status page");

  static StatusView of(SystemHealth health) {
    List<Capability> capabilities = Capability.of(health);
    Headline headline = Headline.of(capabilities, health);
    return new StatusView(
        headline.tone(),
        headline.text(),
        headline.explanation(),
        capabilities.stream().map(capability -> row(capability, health.at())).toList(),
        health.services().stream().map(service -> row(service, health.at())).toList(),
        TIME.format(health.at()),
        iso(health.at()));
  }

  private record Headline(String tone, String text, String explanation) {
    static Headline of(List<Capability> capabilities, SystemHealth health) {
      if (any(capabilities, Capability.State.NOT_WORKING)) {
        return new Headline("bad", "Something does not work", "What is concerned is marked below.");
      }
      if (any(capabilities, Capability.State.UNKNOWN)) {
        return new Headline(
            "quiet", "Checking", "Not everything has been checked yet. This takes a few seconds.");
      }
      boolean limited =
          any(capabilities, Capability.State.LIMITED)
              || health.services().stream().anyMatch(service -> service.state() != HealthState.UP);
      return limited
          ? new Headline(
              "warn",
              "Everything that matters works",
              "Some parts have limits. Tests can be taken, and answers are saved.")
          : new Headline("good", "Everything works", "Tests can be taken, and answers are saved.");
    }

    private static boolean any(List<Capability> capabilities, Capability.State state) {
      return capabilities.stream().anyMatch(capability -> capability.state() == state);
    }
  }

  private static Row row(Capability capability, Instant now) {
    String tone =
        switch (capability.state()) {
          case WORKING -> "good";
          case LIMITED -> "warn";
          case NOT_WORKING -> "bad";
          case UNKNOWN -> "quiet";
        };
    return new Row(
        capability.name(),
        capability.sentence(),
        tone,
        capability.state().text(),
        lasting(capability.since(), now),
        iso(capability.since()));
  }

  private static Row row(ServiceHealth service, Instant now) {
    Instant since = service.overall().since();
    return switch (service.state()) {
      case UP -> row(service, "good", "Up", since, now);
      case DEGRADED -> row(service, "warn", "Limited", since, now);
      case DOWN -> row(service, "bad", "Down", since, now);
      case UNKNOWN -> row(service, "quiet", "Unknown", since, now);
    };
  }

  private static Row row(
      ServiceHealth service, String tone, String state, Instant since, Instant now) {
    return new Row(
        SERVICE_NAMES.getOrDefault(service.id(), service.id()),
        service.id(),
        tone,
        state,
        lasting(since, now),
        iso(since));
  }

  private static String iso(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }

  static String lasting(Instant since, Instant now) {
    Duration lasted = Duration.between(since, now);
    if (lasted.compareTo(Duration.ofMinutes(1)) < 0) {
      return "for less than a minute";
    }
    if (lasted.compareTo(Duration.ofHours(1)) < 0) {
      return "for " + counted(lasted.toMinutes(), "minute");
    }
    if (lasted.compareTo(Duration.ofDays(2)) < 0) {
      return "for " + counted(lasted.toHours(), "hour");
    }
    return "for " + counted(lasted.toDays(), "day");
  }

  private static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
