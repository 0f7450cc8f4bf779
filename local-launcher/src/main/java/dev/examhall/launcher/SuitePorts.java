package dev.examhall.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * All ports of a suite follow from the gateway's.
 *
 * @param replicas instances of each service: with more than one they have the ports behind the
 *     suite's ten, ten for the first of each, ten for the second and so on, and at the service's
 *     own port a {@link Balancer} listens
 */
record SuitePorts(int base, int replicas) {

  static final int DEFAULT_BASE = 8080;
  static final int MOST_REPLICAS = 5;
  private static final int COUNT = 10;

  SuitePorts {
    if (replicas < 1 || replicas > MOST_REPLICAS) {
      throw new LauncherException(
          "--replicas " + replicas + ": choose a number from 1 to " + MOST_REPLICAS);
    }
    int count = count(replicas);
    if (base < 1024 || base > 65535 - count + 1) {
      throw new LauncherException(
          "--port "
              + base
              + " leaves no room: choose a port between 1024 and "
              + (65535 - count + 1)
              + ", it and the "
              + (count == COUNT ? "nine" : count - 1)
              + " after it are used");
    }
  }

  SuitePorts(int base) {
    this(base, 1);
  }

  private static int count(int replicas) {
    return replicas == 1 ? COUNT : COUNT * (replicas + 1);
  }

  /** Where others reach it. */
  int of(Service service) {
    return base + service.ordinal();
  }

  /** Where one of its instances listens. */
  int of(Instance instance) {
    return replicas == 1
        ? of(instance.service())
        : of(instance.service()) + COUNT * instance.number();
  }

  /** All processes of a service. */
  List<Instance> instances(Service service) {
    return IntStream.rangeClosed(1, replicas)
        .mapToObj(number -> new Instance(service, number))
        .toList();
  }

  int postgres() {
    return base + 6;
  }

  int redis() {
    return base + 7;
  }

  int kafka() {
    return base + 8;
  }

  int kafkaController() {
    return base + 9;
  }

  /** Who listens where, in the order of the ports. */
  Map<Integer, String> owners() {
    Map<Integer, String> owners = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      owners.put(of(service), service.id());
    }
    owners.put(postgres(), "PostgreSQL");
    owners.put(redis(), "Redis");
    owners.put(kafka(), "Kafka");
    owners.put(kafkaController(), "Kafka's controller");
    for (Service service : Service.values()) {
      instances(service).forEach(each -> owners.put(of(each), each.id()));
    }
    return owners;
  }

  /**
   * @throws LauncherException naming the first port that is taken
   */
  void requireFree(IntPredicate isFree) {
    owners()
        .forEach(
            (port, owner) -> {
              if (!isFree.test(port)) {
                throw new LauncherException(
                    "Port "
                        + port
                        + " (for "
                        + owner
                        + ") is taken: end what listens there, or start the suite elsewhere, such"
                        + " as with --port "
                        + elsewhere());
              }
            });
  }

  private int elsewhere() {
    return base + 100 <= 65535 - count(replicas) + 1 ? base + 100 : DEFAULT_BASE;
  }
}
