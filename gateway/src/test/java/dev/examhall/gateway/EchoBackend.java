package dev.examhall.gateway;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A service behind the gateway, over real HTTP: remembers each request and answers with its own id.
 * Some paths behave in a way of their own.
 */
final class EchoBackend implements AutoCloseable {

  /** One request as the service saw it; header names in lower case. */
  record Seen(String method, String uri, Map<String, List<String>> headers, int bodyBytes) {

    String header(String name) {
      return String.join("|", headers.getOrDefault(name, List.of()));
    }

    String bearer() {
      return header("authorization").substring("Bearer ".length());
    }
  }

  /** How many parts of how many bytes {@code large} answers have. */
  static final int LARGE_PARTS = 512;

  static final int LARGE_PART = 32 << 10;

  private final String id;
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicInteger broken = new AtomicInteger();
  private final Scheduler workers = Schedulers.newBoundedElastic(4, 100_000, "workers");
  private int port;
  private DisposableServer server;

  private EchoBackend(String id, int port) {
    this.id = id;
    this.port = port;
    this.server = bind();
    this.port = server.port();
  }

  static EchoBackend start(String id) {
    return new EchoBackend(id, 0);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  Seen last() {
    return seen.get(seen.size() - 1);
  }

  void forget() {
    seen.clear();
  }

  /** The next requests get their connection closed instead of an answer. */
  void breakOff(int requests) {
    broken.set(requests);
  }

  /** Dies. */
  void stop() {
    server.disposeNow(Duration.ofSeconds(1));
    connections.close().awaitUninterruptibly();
  }

  /** Comes back at the same port. */
  void restart() {
    server = bind();
  }

  @Override
  public void close() {
    stop();
  }

  private DisposableServer bind() {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(port)
        .doOnConnection(connection -> connections.add(connection.channel()))
        .handle(this::handle)
        .bindNow();
  }

  private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .asByteArray()
        .map(bytes -> bytes.length)
        .reduce(0, Integer::sum)
        .flatMap(
            length -> {
              Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
              request
                  .requestHeaders()
                  .names()
                  .forEach(name -> headers.put(name, request.requestHeaders().getAll(name)));
              seen.add(new Seen(request.method().name(), request.uri(), headers, length));
              if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                request.withConnection(connection -> connection.channel().close());
                return Mono.never();
              }
              return answer(request, response);
            });
  }

  private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    String path = request.uri();
    if (path.contains("slow")) {
      return Mono.delay(Duration.ofSeconds(20)).then(text(response, "late"));
    }
    if (path.contains("crowded")) {
      return Mono.fromRunnable(EchoBackend::work)
          .subscribeOn(workers)
          .then(Mono.defer(() -> text(response, "done")));
    }
    if (path.contains("pause")) {
      return Mono.delay(Duration.ofMillis(300)).then(text(response, "rested"));
    }
    if (path.contains("events")) {
      return response
          .sse()
          .sendString(
              Flux.interval(Duration.ZERO, Duration.ofMillis(300))
                  .map(n -> "data: " + n + "\n\n")
                  .take(path.contains("long") ? 60 : 20))
          .then();
    }
    if (path.contains("own-policy")) {
      response.header("Content-Security-Policy", "default-src 'self'");
      response.header("Cache-Control", "public, max-age=60");
      response.header("Server", "secret/1.0");
      response.header("Set-Cookie", "examhall_student=x; Path=/; HttpOnly");
      return text(response, "own");
    }
    if (path.contains("large")) {
      return response
          .sendString(Flux.range(0, LARGE_PARTS).map(part -> "x".repeat(LARGE_PART)))
          .then();
    }
    if (path.contains("range")) {
      response.status(206).header("Content-Range", "bytes 0-3/10");
      return text(response, "part");
    }
    return text(response, id);
  }

  /** What keeps one of the few workers busy. */
  private static void work() {
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }

  private static Mono<Void> text(HttpServerResponse response, String text) {
    return response.header("Content-Type", "text/plain").sendString(Mono.just(text)).then();
  }
}
