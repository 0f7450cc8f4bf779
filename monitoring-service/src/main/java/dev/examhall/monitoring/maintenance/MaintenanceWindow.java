package dev.examhall.monitoring.maintenance;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A time in which somebody works on something.
 *
 * @param subjects services or infrastructure; everything when empty
 * @param createdBy name of an operator
 */
public record MaintenanceWindow(
    UUID id, Set<String> subjects, Instant from, Instant until, String reason, String createdBy) {

  public MaintenanceWindow {
    subjects = Set.copyOf(subjects);
  }

  public boolean covers(String subject, Instant at) {
    return isOpen(at) && (subjects.isEmpty() || subjects.contains(subject));
  }

  public boolean isOpen(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }
}
