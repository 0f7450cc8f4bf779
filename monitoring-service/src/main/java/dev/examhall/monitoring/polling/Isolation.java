package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.Observation;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells a suite that is down from a monitor that is cut off: when no target at all answers,
 * witnesses that are no targets are asked. If none of them is there either, nothing that the
 * monitor sees says anything about the services.
 */
public final class Isolation {

  private static final Logger log = LoggerFactory.getLogger(Isolation.class);

  private final Supplier<Mono<Boolean>> anyWitness;
  private final Map<String, Boolean> answering = new ConcurrentHashMap<>();
  private volatile boolean isolated;

  /**
   * @param others targets other than the monitor itself, which always reaches itself
   * @param anyWitness whether any witness is there; true when there is none to ask
   */
  Isolation(Collection<String> others, Supplier<Mono<Boolean>> anyWitness) {
    this.anyWitness = anyWitness;
    others.forEach(target -> answering.put(target, true));
  }

  void watch(String target) {
    answering.putIfAbsent(target, true);
  }

  void forget(String target) {
    answering.remove(target);
  }

  /** Whether the monitor seemed to be cut off at its last look. */
  public boolean isolated() {
    return isolated;
  }

  /** The observation, unless it only shows that the monitor is cut off. */
  Mono<Observation> judged(String target, Observation observation) {
    if (!answering.containsKey(target)) {
      return Mono.just(observation);
    }
    boolean silent = observation instanceof Observation.Failed failed && failed.silent();
    answering.put(target, !silent);
    if (!silent || answering.containsValue(true)) {
      become(false);
      return Mono.just(observation);
    }
    return anyWitness
        .get()
        .map(
            there -> {
              become(!there);
              return there
                  ? observation
                  : new Observation.Inconclusive(
                      "neither a service nor a witness can be reached: the monitor is cut off");
            });
  }

  private void become(boolean now) {
    if (now != isolated) {
      isolated = now;
      if (now) {
        log.error("The monitor is cut off: alerts wait until it sees anything again");
      } else {
        log.warn("The monitor is not cut off any more");
      }
    }
  }
}
