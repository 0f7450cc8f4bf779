package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.SystemHealth;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer of {@code /api/health}.
 *
 * @param status healthy, degraded or unhealthy
 * @param checks by name
 */
record PublicHealth(String status, Instant timestamp, Map<String, Entry> checks) {

  /**
   * @param status healthy, degraded, critical or unknown
   */
  record Entry(String status, String message) {}

  static PublicHealth of(SystemHealth health) {
    Map<String, Entry> checks = new LinkedHashMap<>();
    health
        .checks()
        .forEach(
            check -> checks.put(check.name(), new Entry(check.status().text(), check.message())));
    return new PublicHealth(health.status().text(), health.at(), checks);
  }
}
