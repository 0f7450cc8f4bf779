package dev.examhall.monitoring.health;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What several services use, known by the names of the components that report it. */
public enum Infrastructure {
  DATABASE("database", true, "db", "r2dbc"),
  /** Everything works without it, more slowly. */
  CACHE("cache", false, "redis"),
  /** Events wait on disk while it is away. */
  EVENTS("events", false, "kafka"),
  DISK("disk", true, "diskSpace"),
  MEMORY("memory", true, "memory");

  private final String checkName;
  private final boolean critical;
  private final List<String> componentNames;

  Infrastructure(String checkName, boolean critical, String... componentNames) {
    this.checkName = checkName;
    this.critical = critical;
    this.componentNames = List.of(componentNames);
  }

  /** Its name among the checks of {@code /api/health}. */
  public String checkName() {
    return checkName;
  }

  /** Whether the suite is unhealthy when a critical service misses it. */
  public boolean critical() {
    return critical;
  }

  static Optional<Infrastructure> ofComponent(String component) {
    return Arrays.stream(values())
        .filter(infrastructure -> infrastructure.componentNames.contains(component))
        .findFirst();
  }
}
