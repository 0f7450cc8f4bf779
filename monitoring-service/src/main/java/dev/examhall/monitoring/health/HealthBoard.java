package dev.examhall.monitoring.health;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is believed about every service, in memory. Safe for use by several threads. */
public final class HealthBoard {

  private final Thresholds thresholds;
  private final Clock clock;
  private final Map<String, ServiceHealth> services = new LinkedHashMap<>();
  private @Nullable HealthChange lastChange;

  /**
   * @param targets in the order in which they are shown
   */
  public HealthBoard(List<Target> targets, Thresholds thresholds, Clock clock) {
    this.thresholds = thresholds;
    this.clock = clock;
    Instant now = clock.instant();
    for (Target target : targets) {
      services.put(target.id(), ServiceHealth.unknown(target, now));
    }
  }

  /** Begins to know a service; one that is known stays as it is. */
  public synchronized void watch(Target target) {
    services.putIfAbsent(target.id(), ServiceHealth.unknown(target, clock.instant()));
  }

  /** Knows a service no more. */
  public synchronized void forget(String service) {
    services.remove(service);
  }

  /**
   * Takes an observation in.
   *
   * @return the change of the service's state, if this observation settled one
   * @throws IllegalArgumentException if the service is not watched
   */
  public synchronized Optional<HealthChange> record(String service, Observation observation) {
    Instant now = clock.instant();
    ServiceHealth before = health(service);
    ServiceHealth after = before.after(observation, now, thresholds);
    services.put(service, after);
    if (after.state() == before.state()) {
      return Optional.empty();
    }
    int score = HealthScore.of(List.copyOf(services.values())).value();
    HealthChange change =
        new HealthChange(
            service, before.state(), after.state(), score, after.overall().message(), now);
    lastChange = change;
    return Optional.of(change);
  }

  public synchronized boolean knows(String service) {
    return services.containsKey(service);
  }

  public synchronized ServiceHealth health(String service) {
    ServiceHealth health = services.get(service);
    if (health == null) {
      throw new IllegalArgumentException("not a watched service: " + service);
    }
    return health;
  }

  /**
   * Takes over what another instance, or this one before its restart, believed. Services that are
   * not watched any more are left out; those it knew nothing of stay as they are.
   */
  public synchronized void adopt(List<ServiceHealth> believed) {
    for (ServiceHealth health : believed) {
      ServiceHealth known = services.get(health.id());
      if (known != null) {
        services.put(
            health.id(),
            new ServiceHealth(
                known.target(),
                health.overall(),
                health.components(),
                health.checkedAt(),
                health.latency()));
      }
    }
  }

  public synchronized SystemHealth current() {
    return SystemHealth.of(new ArrayList<>(services.values()), lastChange, clock.instant());
  }
}
