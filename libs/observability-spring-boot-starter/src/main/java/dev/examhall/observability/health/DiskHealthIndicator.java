package dev.examhall.observability.health;

import java.io.File;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** The disk that this service keeps its data on. */
final class DiskHealthIndicator implements HealthIndicator {

  private final File folder;
  private final HealthProperties limits;

  DiskHealthIndicator(File folder, HealthProperties limits) {
    this.folder = folder;
    this.limits = limits;
  }

  @Override
  public Health health() {
    // A folder that is not there yet is on its nearest ancestor's disk.
    File existing = folder.getAbsoluteFile();
    while (existing.getTotalSpace() == 0 && existing.getParentFile() != null) {
      existing = existing.getParentFile();
    }
    return judge(existing.getUsableSpace(), existing.getTotalSpace());
  }

  Health judge(long free, long total) {
    double used = total <= 0 ? 0 : 100.0 * (total - free) / total;
    Status status =
        free < limits.diskCritical().toBytes()
            ? HealthStatus.CRITICAL
            : used > limits.diskWarning() ? HealthStatus.WARNING : Status.UP;
    return HealthStatus.health(
        status, String.format(Locale.ROOT, "%.0f %% used, %d MB free", used, free >> 20));
  }
}
