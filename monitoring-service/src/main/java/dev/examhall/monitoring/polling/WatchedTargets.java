package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.Target;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is watched, which may change while the monitor runs. */
public final class WatchedTargets {

  private static final Logger log = LoggerFactory.getLogger(WatchedTargets.class);

  /**
   * A service to ask.
   *
   * @param timeout for one whole answer
   */
  public record Watched(String id, URI uri, Duration timeout) {}

  /** Who asks services something of their own. */
  public interface Watcher {

    /** Begins to ask, instead of whatever was asked under this id before. */
    void watch(Watched service);

    void forget(String id);
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HealthBoard board;
  private final Map<String, Watched> configured;
  private final Map<String, Watched> current;
  private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();

  private WatchedTargets(HealthBoard board, Map<String, Watched> configured) {
    this.board = board;
    this.configured = Map.copyOf(configured);
    this.current = new LinkedHashMap<>(configured);
  }

  /**
   * @param board knows the configured ones already
   */
  public static WatchedTargets of(HealthBoard board, List<Watched> configured) {
    Map<String, Watched> byId = new LinkedHashMap<>();
    configured.forEach(service -> byId.put(service.id(), service));
    return new WatchedTargets(board, byId);
  }

  /** Adds one who asks; gets all that are watched at once. */
  public synchronized void tell(Watcher watcher) {
    watchers.add(watcher);
    current.values().forEach(watcher::watch);
  }

  /** Watches a service at an address; what it means for the suite follows configuration first. */
  public synchronized void watch(String id, URI uri, int weight, boolean critical) {
    Watched known = current.get(id);
    if (known != null && known.uri().equals(uri)) {
      return;
    }
    log.info("{} is watched at {}", id, uri);
    if (known == null) {
      board.watch(new Target(id, weight, critical, Set.of()));
    }
    put(new Watched(id, uri, known == null ? TIMEOUT : known.timeout()));
  }

  /** Watches a service no more; a configured one is watched at its configured address. */
  public synchronized void forget(String id) {
    Watched before = configured.get(id);
    if (before != null) {
      put(before);
    } else if (current.remove(id) != null) {
      log.info("{} is watched no more", id);
      each(watcher -> watcher.forget(id));
      board.forget(id);
    }
  }

  private void put(Watched service) {
    current.put(service.id(), service);
    each(watcher -> watcher.watch(service));
  }

  private void each(Consumer<Watcher> tell) {
    watchers.forEach(tell);
  }
}
