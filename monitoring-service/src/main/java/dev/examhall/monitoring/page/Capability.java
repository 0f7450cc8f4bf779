package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.SystemHealth;
import dev.examhall.monitoring.health.TrackedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Something that students and teachers do, and whether it works now.
 *
 * @param sentence what that means for them
 * @param since when it came to be so
 */
record Capability(String name, State state, String sentence, Instant since) {

  enum State {
    WORKING("Working"),
    LIMITED("Limited"),
    NOT_WORKING("Not working"),
    UNKNOWN("Being checked");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private static final String GATEWAY = "gateway";
  private static final String EXAMS = "exam-render-service";

  /**
   * What is needed for it, and how it is without that.
   *
   * @param components what single services need beyond being up, as they see it themselves
   */
  private record Recipe(
      String name,
      List<String> services,
      Map<String, Infrastructure> components,
      State without,
      String working,
      String broken) {}

  private static final List<Recipe> RECIPES =
      List.of(
          new Recipe(
              "Taking a test",
              List.of(GATEWAY, EXAMS),
              Map.of(),
              State.NOT_WORKING,
              "Students can start a test, reload it and submit it.",
              "Tests cannot be started or reloaded at the moment. Keep pages that are open."),
          new Recipe(
              "Saving answers",
              List.of(GATEWAY, EXAMS),
              Map.of(),
              State.NOT_WORKING,
              "Each answer is stored as soon as it is given.",
              "Answers cannot be stored at the moment. Keep the page open: it tries again by"
                  + " itself."),
          new Recipe(
              "Booklets and listening",
              List.of(GATEWAY, "asset-service"),
              Map.of(),
              State.NOT_WORKING,
              "Booklets and listening tracks open.",
              "Booklets and tracks do not open. Whoever has opened them already can go on."),
          new Recipe(
              "Signing in",
              List.of(GATEWAY),
              Map.of(GATEWAY, Infrastructure.DATABASE),
              State.NOT_WORKING,
              "Teachers can sign in.",
              "Teachers cannot sign in at the moment."),
          new Recipe(
              "Speed of pages",
              List.of("cache-service"),
              Map.of("cache-service", Infrastructure.CACHE),
              State.LIMITED,
              "Pages open at their usual speed.",
              "Pages may open more slowly. Everything else works as usual."),
          new Recipe(
              "Activity records",
              List.of("activity-log-service"),
              Map.of("activity-log-service", Infrastructure.EVENTS),
              State.LIMITED,
              "Teachers can follow what happens as it happens.",
              "Records arrive later than usual. None is lost."));

  static List<Capability> of(SystemHealth health) {
    return RECIPES.stream().map(recipe -> judged(recipe, health)).toList();
  }

  private static Capability judged(Recipe recipe, SystemHealth health) {
    List<TrackedState> services = new ArrayList<>();
    for (String service : recipe.services()) {
      health.service(service).ifPresent(found -> services.add(found.overall()));
    }
    List<TrackedState> components = new ArrayList<>();
    recipe
        .components()
        .forEach(
            (service, infrastructure) ->
                health
                    .service(service)
                    .flatMap(found -> found.infrastructure(infrastructure))
                    .ifPresent(components::add));

    // A degraded service does its work; what it needs for this very thing has to be up.
    List<TrackedState> broken = in(HealthState.DOWN, services);
    broken.addAll(in(HealthState.DOWN, components));
    broken.addAll(in(HealthState.DEGRADED, components));
    List<TrackedState> needed = new ArrayList<>(services);
    needed.addAll(components);
    if (!broken.isEmpty()) {
      return new Capability(recipe.name(), recipe.without(), recipe.broken(), earliest(broken));
    }
    List<TrackedState> unknown = in(HealthState.UNKNOWN, needed);
    if (!unknown.isEmpty() || needed.isEmpty()) {
      return new Capability(
          recipe.name(),
          State.UNKNOWN,
          "Nothing is known about it at the moment.",
          needed.isEmpty() ? health.at() : earliest(unknown));
    }
    return new Capability(recipe.name(), State.WORKING, recipe.working(), latest(needed));
  }

  private static List<TrackedState> in(HealthState state, List<TrackedState> needed) {
    return new ArrayList<>(needed.stream().filter(tracked -> tracked.state() == state).toList());
  }

  private static Instant earliest(List<TrackedState> states) {
    return states.stream().map(TrackedState::since).min(Comparator.naturalOrder()).orElseThrow();
  }

  private static Instant latest(List<TrackedState> states) {
    return states.stream().map(TrackedState::since).max(Comparator.naturalOrder()).orElseThrow();
  }
}
