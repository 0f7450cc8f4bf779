package dev.examhall.monitoring.discovery;

import dev.examhall.monitoring.RepeatingTask;
import dev.examhall.monitoring.polling.WatchedTargets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Watches the services that the cluster has. While the API server does not answer nothing changes;
 * a service that is configured stays watched when the cluster has none of its name, since somebody
 * may have deleted it.
 */
final class TargetDiscovery extends RepeatingTask {

  private static final Logger log = LoggerFactory.getLogger(TargetDiscovery.class);

  private final KubernetesClient cluster;
  private final WatchedTargets targets;
  private Set<String> found = Set.of();
  private boolean failing;

  TargetDiscovery(
      KubernetesClient cluster, WatchedTargets targets, Duration interval, Scheduler timer) {
    super(Duration.ZERO, interval, timer);
    this.cluster = cluster;
    this.targets = targets;
  }

  @Override
  protected Mono<Void> once() {
    return cluster.services().doOnNext(this::take).then();
  }

  @Override
  protected void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn(
          "Services cannot be looked for in the cluster, those that are known are watched on: {}",
          failure.toString());
    }
  }

  private void take(List<FoundService> services) {
    failing = false;
    Set<String> now = new HashSet<>();
    for (FoundService service : services) {
      now.add(service.id());
      targets.watch(service.id(), service.uri(), service.weight(), service.critical());
    }
    found.stream().filter(id -> !now.contains(id)).forEach(targets::forget);
    found = Set.copyOf(now);
  }
}
