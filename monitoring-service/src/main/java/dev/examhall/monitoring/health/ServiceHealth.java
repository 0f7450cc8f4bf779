package dev.examhall.monitoring.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about one service.
 *
 * @param components by Spring Boot's names, each with its own hysteresis
 * @param checkedAt time of the last observation, if there was one
 * @param latency how long the last answer took
 */
public record ServiceHealth(
    Target target,
    TrackedState overall,
    Map<String, TrackedState> components,
    @Nullable Instant checkedAt,
    @Nullable Duration latency) {

  public ServiceHealth {
    components = Collections.unmodifiableMap(new TreeMap<>(components));
  }

  public static ServiceHealth unknown(Target target, Instant at) {
    return new ServiceHealth(target, TrackedState.unknown(at), Map.of(), null, null);
  }

  public String id() {
    return target.id();
  }

  public HealthState state() {
    return overall.state();
  }

  /** How the service sees it; none if it says nothing about it at the moment. */
  public Optional<TrackedState> infrastructure(Infrastructure infrastructure) {
    return components.entrySet().stream()
        .filter(
            entry -> Infrastructure.ofComponent(entry.getKey()).equals(Optional.of(infrastructure)))
        .map(Map.Entry::getValue)
        .filter(tracked -> tracked.state() != HealthState.UNKNOWN)
        .reduce((one, other) -> other.state().worseThan(one.state()) ? other : one);
  }

  /** Whether the last observations contradict what is believed, so that it is worth asking soon. */
  public boolean unsettled() {
    return overall.unsettled() || components.values().stream().anyMatch(TrackedState::unsettled);
  }

  /** What is believed after one more observation. */
  public ServiceHealth after(Observation observation, Instant at, Thresholds thresholds) {
    return switch (observation) {
      case Observation.Answered answered ->
          new ServiceHealth(
              target,
              overall.observe(judged(answered), described(answered), at, thresholds),
              componentsAfter(answered.components(), at, thresholds),
              at,
              answered.latency());
      case Observation.Failed failed ->
          new ServiceHealth(
              target,
              overall.observe(HealthState.DOWN, failed.message(), at, thresholds),
              componentsAfter(Map.of(), at, thresholds),
              at,
              null);
      case Observation.Inconclusive inconclusive ->
          new ServiceHealth(
              target,
              overall.observe(HealthState.UNKNOWN, inconclusive.message(), at, thresholds),
              componentsAfter(Map.of(), at, thresholds),
              at,
              null);
    };
  }

  /** A service that answers is only down if something that it can't do without is. */
  private HealthState judged(Observation.Answered answered) {
    HealthState worst = HealthState.UP;
    for (Map.Entry<String, Observation.Component> entry : answered.components().entrySet()) {
      HealthState component = entry.getValue().state();
      if (component == HealthState.DOWN && !target.needs(entry.getKey())) {
        component = HealthState.DEGRADED;
      }
      worst = HealthState.worst(worst, component);
    }
    boolean explained = worst != HealthState.UP;
    return explained ? worst : answered.state();
  }

  private static String described(Observation.Answered answered) {
    StringBuilder message = new StringBuilder();
    new TreeMap<>(answered.components())
        .forEach(
            (name, component) -> {
              if (component.state() == HealthState.DOWN
                  || component.state() == HealthState.DEGRADED) {
                message
                    .append(message.isEmpty() ? "" : "; ")
                    .append(name)
                    .append(" is ")
                    .append(component.state())
                    .append(component.message().isEmpty() ? "" : ": " + component.message());
              }
            });
    return message.isEmpty() ? answered.message() : message.toString();
  }

  private Map<String, TrackedState> componentsAfter(
      Map<String, Observation.Component> seen, Instant at, Thresholds thresholds) {
    Map<String, TrackedState> next = new TreeMap<>();
    components.forEach(
        (name, tracked) ->
            next.put(name, tracked.observe(HealthState.UNKNOWN, "not reported", at, thresholds)));
    seen.forEach(
        (name, component) ->
            next.put(
                name,
                components
                    .getOrDefault(name, TrackedState.unknown(at))
                    .observe(component.state(), component.message(), at, thresholds)));
    return next;
  }
}
