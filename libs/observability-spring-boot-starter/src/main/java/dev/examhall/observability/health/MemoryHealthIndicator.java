package dev.examhall.observability.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * How much of the heap is still in use after the last collection: what is in use before one says
 * nothing, since a collector waits until the heap is nearly full.
 */
final class MemoryHealthIndicator implements HealthIndicator {

  private final HealthProperties limits;

  MemoryHealthIndicator(HealthProperties limits) {
    this.limits = limits;
  }

  @Override
  public Health health() {
    long live = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage afterCollection = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && afterCollection != null) {
        live += afterCollection.getUsed();
      }
    }
    return judge(live, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
  }

  Health judge(long live, long max) {
    double percent = max <= 0 ? 0 : 100.0 * live / max;
    Status status =
        percent > limits.memoryCritical()
            ? HealthStatus.CRITICAL
            : percent > limits.memoryWarning() ? HealthStatus.WARNING : Status.UP;
    return HealthStatus.health(
        status,
        String.format(
            Locale.ROOT,
            "%.0f %% of %d MB heap in use after the last collection",
            percent,
            max >> 20));
  }
}
