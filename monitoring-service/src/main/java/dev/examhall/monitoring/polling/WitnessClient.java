package dev.examhall.monitoring.polling;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Looks whether servers accept connections. */
final class WitnessClient {

  private static final int PATIENCE_MILLIS = 1_000;

  private final List<InetSocketAddress> witnesses;

  /**
   * @param witnesses each as {@code host:port}
   */
  WitnessClient(List<String> witnesses) {
    this.witnesses =
        witnesses.stream()
            .map(witness -> witness.split(":", 2))
            .map(parts -> InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1])))
            .toList();
  }

  /** Whether any of them is there; true when there is none to ask. */
  Mono<Boolean> anyIsThere() {
    return witnesses.isEmpty()
        ? Mono.just(true)
        : Flux.fromIterable(witnesses)
            .flatMap(
                witness ->
                    Mono.fromCallable(() -> accepts(witness))
                        .subscribeOn(Schedulers.boundedElastic())
                        .onErrorReturn(false))
            .any(there -> there);
  }

  private static boolean accepts(InetSocketAddress witness) throws java.io.IOException {
    try (Socket socket = new Socket()) {
      // Names are resolved here and each time: they may move.
      socket.connect(
          new InetSocketAddress(witness.getHostString(), witness.getPort()), PATIENCE_MILLIS);
      return true;
    }
  }
}
