package dev.examhall.cacheclient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the client sees of cache-service, in memory. A scripted peer, because the real one cannot be
 * made to be silent, to refuse each call, or to hold each lease on demand; and cache-service's
 * tests, which run the real two together, need this library.
 */
final class ScriptedCacheService implements AutoCloseable {

  /** How it answers. */
  enum Mood {
    WELL,
    FAILING,
    SILENT,
    /** As if another process had the lease of every missing key. */
    LOADING_ELSEWHERE
  }

  record Kept(byte[] body, String contentType, @Nullable String contentEncoding) {}

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Map<String, Kept> values = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong(1);
  private final List<String> invalidations = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger conflicts = new AtomicInteger();
  private final int port;
  private volatile Mood mood = Mood.WELL;
  private volatile long secondsLeft = 3600;
  private volatile boolean askForRefresh;
  private @Nullable HttpServer server;

  private ScriptedCacheService(int port) {
    this.port = port;
  }

  static ScriptedCacheService start() {
    try {
      HttpServer bound = bind(0);
      ScriptedCacheService fake = new ScriptedCacheService(bound.getAddress().getPort());
      bound.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      bound.createContext("/", fake::handle);
      bound.start();
      fake.server = bound;
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer bind(int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  void mood(Mood now) {
    mood = now;
  }

  void secondsLeft(long seconds, boolean refresh) {
    secondsLeft = seconds;
    askForRefresh = refresh;
  }

  int requests() {
    return requests.get();
  }

  int conflicts() {
    return conflicts.get();
  }

  List<String> invalidations() {
    return invalidations;
  }

  Map<String, Kept> values() {
    return values;
  }

  /** An invalidation that somebody else made, and whose event is still under way. */
  void invalidateSilently() {
    generation.incrementAndGet();
    values.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (mood == Mood.SILENT) {
        Awaiting.pause(java.time.Duration.ofSeconds(3));
      }
      if (mood == Mood.FAILING) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      String path = URI.create(exchange.getRequestURI().getRawPath()).getPath();
      if (path.equals("/api/v1/cache/invalidations")) {
        invalidate(exchange, body);
      } else if (path.equals("/api/v1/cache/batch-get")) {
        batch(exchange, body);
      } else if (path.endsWith("/lease")) {
        exchange.sendResponseHeaders(204, -1);
      } else {
        entry(exchange, path.substring("/api/v1/cache/".length()).replaceFirst("/", ":"), body);
      }
    }
  }

  private void invalidate(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode wanted = mapper.readTree(body);
    for (JsonNode pattern : wanted.get("patterns")) {
      invalidations.add(pattern.asString());
      String prefix = pattern.asString().replace("*", "");
      values.keySet().removeIf(key -> key.startsWith(prefix));
    }
    for (JsonNode tag : wanted.get("tags")) {
      invalidations.add("tag " + tag.asString());
    }
    generation.incrementAndGet();
    exchange.sendResponseHeaders(200, -1);
  }

  private void batch(HttpExchange exchange, byte[] body) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(answer);
    for (JsonNode key : mapper.readTree(body).get("keys")) {
      Kept kept = values.get(key.asString());
      out.writeByte(kept == null ? 0 : 1);
      if (kept != null) {
        out.writeLong(secondsLeft);
        out.writeLong(0);
        out.writeUTF(kept.contentType());
        out.writeUTF(kept.contentEncoding() == null ? "" : kept.contentEncoding());
        out.writeInt(kept.body().length);
        out.write(kept.body());
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.examhall.values");
    exchange.sendResponseHeaders(200, answer.size());
    answer.writeTo(exchange.getResponseBody());
  }

  private void entry(HttpExchange exchange, String key, byte[] body) throws IOException {
    String token = exchange.getRequestHeaders().getFirst(CacheServiceClient.FILL_TOKEN);
    switch (exchange.getRequestMethod()) {
      case "GET" -> get(exchange, key);
      case "PUT" -> {
        if (token != null && !token.equals("token-" + generation.get())) {
          conflicts.incrementAndGet();
          exchange.sendResponseHeaders(409, -1);
          return;
        }
        values.put(
            key,
            new Kept(
                body,
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Content-Encoding")));
        exchange.sendResponseHeaders(204, -1);
      }
      default -> exchange.sendResponseHeaders(405, -1);
    }
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    Kept kept = values.get(key);
    if (kept == null) {
      exchange.getResponseHeaders().set(CacheServiceClient.FILL_TOKEN, "token-" + generation.get());
      exchange
          .getResponseHeaders()
          .set("Examhall-Lease", mood == Mood.LOADING_ELSEWHERE ? "held" : "granted");
      byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(404, nothing.length);
      exchange.getResponseBody().write(nothing);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", kept.contentType());
    if (kept.contentEncoding() != null) {
      exchange.getResponseHeaders().set("Content-Encoding", kept.contentEncoding());
    }
    exchange.getResponseHeaders().set("Cache-Status", "examhall-cache; hit; ttl=" + secondsLeft);
    if (askForRefresh) {
      exchange.getResponseHeaders().set(CacheServiceClient.FILL_TOKEN, "token-" + generation.get());
    }
    exchange.sendResponseHeaders(200, kept.body().length == 0 ? -1 : kept.body().length);
    exchange.getResponseBody().write(kept.body());
  }
}
