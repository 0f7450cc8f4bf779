package dev.examhall.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** All ports of a suite follow from the gateway's. */
record SuitePorts(int base) {

  static final int DEFAULT_BASE = 8080;
  private static final int COUNT = 10;

  SuitePorts {
    if (base < 1024 || base > 65535 - COUNT + 1) {
      throw new LauncherException(
          "--port "
              + base
              + " leaves no room: choose a port between 1024 and "
              + (65535 - COUNT + 1)
              + ", it and the nine after it are used");
    }
  }

  int of(Service service) {
    return base + service.ordinal();
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
    return base + 100 <= 65535 - COUNT + 1 ? base + 100 : DEFAULT_BASE;
  }
}
