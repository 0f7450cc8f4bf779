package dev.examhall.launcher;

import java.util.OptionalInt;

/**
 * Where a service is told that the servers and the other services are: where they listen, or, for
 * experiments, where somebody listens who passes on to them what he likes.
 *
 * @param through the first of the ports of those who pass on: ten for each service in the order of
 *     {@link Service}, in which the servers and services have their usual places; empty for none
 */
record Routes(SuitePorts ports, OptionalInt through) {

  private static final int PORTS_OF_A_CALLER = 10;

  static Routes direct(SuitePorts ports) {
    return new Routes(ports, OptionalInt.empty());
  }

  int to(Service callee, Service caller) {
    return seen(ports.of(callee), caller);
  }

  int toPostgres(Service caller) {
    return seen(ports.postgres(), caller);
  }

  int toRedis(Service caller) {
    return seen(ports.redis(), caller);
  }

  /** The same for every caller, since a broker itself says where it is. */
  int toKafka() {
    return seen(ports.kafka(), Service.values()[0]);
  }

  private int seen(int port, Service caller) {
    return through.isEmpty()
        ? port
        : through.getAsInt() + PORTS_OF_A_CALLER * caller.ordinal() + port - ports.base();
  }
}
