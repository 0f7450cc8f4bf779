package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.session.SessionCookie;
import dev.examhall.gateway.web.AccessLog;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.Client;
import dev.examhall.gateway.web.ClientReader;
import dev.examhall.gateway.web.RequestCheck;
import dev.examhall.gateway.web.SecurityHeaders;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Decides which requests are relayed from codec to codec on their connection's event loop, before
 * Reactor Netty and Spring make a request and a response of them, which cost more than relaying.
 * These are the plain ones: of somebody who is not signed in, on a route for everybody, within
 * rates, to a service whose breaker is closed. All rules are those of {@link RouteFilter}'s steps,
 * by the same objects. Everything else goes that way, and so does what fails before the answer's
 * head is here: that way alone knows what to say and what to ask again.
 */
@Component
final class PlainRelay implements SmartLifecycle {

  private static final AttributeKey<Throwable> FAILED =
      AttributeKey.valueOf(PlainRelay.class, "failed");

  /** Larger bodies seldom come in one piece. */
  private static final int LARGEST_BODY = 64 << 10;

  private final ClientReader clients;
  private final RateLimitFilter rates;
  private final OverloadFilter overload;
  private final RelayHeaders headers;
  private final RetryBudget retries;
  private final AccessLog accessLog;
  private final Duration within;
  private final Duration connectWithin;
  private final long largestBody;
  private final Map<String, CircuitBreaker> breakers = new HashMap<>();
  private final Map<Backend, URI> services = new EnumMap<>(Backend.class);
  private final Map<Backend, Map<EventLoop, ServiceConnections>> connections =
      new EnumMap<>(Backend.class);
  private final Map<SharedKind, Shared> shared = new ConcurrentHashMap<>();
  private final AtomicInteger relaying = new AtomicInteger();
  private final AtomicReference<@Nullable Runnable> stopped = new AtomicReference<>();
  private volatile boolean running;

  PlainRelay(
      GatewayProperties properties,
      ClientReader clients,
      RateLimitFilter rates,
      OverloadFilter overload,
      RelayHeaders headers,
      RetryBudget retries,
      Releases releases,
      CircuitBreakerRegistry breakers,
      AccessLog accessLog) {
    this.clients = clients;
    this.rates = rates;
    this.overload = overload;
    this.headers = headers;
    this.retries = retries;
    this.accessLog = accessLog;
    this.within = properties.upstream().responseTimeout();
    this.connectWithin = properties.upstream().connectTimeout();
    this.largestBody = Math.min(LARGEST_BODY, properties.limits().body().toBytes());
    for (Backend backend : Backend.values()) {
      URI service = backend.uri(properties.backends());
      if ("http".equals(service.getScheme()) && !releases.hasNext(backend)) {
        services.put(backend, service);
        connections.put(backend, new ConcurrentHashMap<>());
      }
    }
    for (Route route : RouteTable.ROUTES) {
      if (route.access() instanceof Access.Everyone
          && !route.upload()
          && !rates.hasOwn(route)
          && services.containsKey(route.backend())) {
        this.breakers.put(route.id(), breakers.circuitBreaker(route.id()));
      }
    }
  }

  /** What is to be done with a request on this way. */
  sealed interface Decision {}

  /** There is no place for it, and too many wait for one. */
  record Shed(Route route, Client client, Priority priority) implements Decision {}

  /**
   * It may be relayed.
   *
   * @param priority by which it gets a place at the service
   * @param breaker to be told how the service answered
   * @param headers by which the service is asked
   */
  record Plain(
      Route route,
      Client client,
      Priority priority,
      CircuitBreaker breaker,
      HttpHeaders headers,
      ServiceConnections connections)
      implements Decision {}

  /** An answer's parts, which many answers share; not to be changed. */
  private record Shared(HttpResponseStatus status, HttpHeaders headers, ByteBuf body) {}

  private record SharedKind(Answers.NoPlace kind, boolean secure) {}

  /** Puts a handler before the framework's. HTTP/2 has another pipeline, and goes the other way. */
  void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null
        && pipeline.get(NettyPipeline.SslHandler) == null) {
      pipeline.addBefore(
          NettyPipeline.HttpTrafficHandler,
          "examhall.plain-relay",
          new PlainRelayHandler(this, accessLog));
    }
  }

  /** Whether a head alone says that nothing special is wanted. */
  boolean mayBePlain(HttpRequest request) {
    HttpHeaders received = request.headers();
    return running
        && request.decoderResult().isSuccess()
        && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
        && isPlain(request.uri())
        && !received.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !received.contains(HttpHeaderNames.EXPECT)
        && !received.contains(HttpHeaderNames.UPGRADE)
        && !received.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)
        && !received.contains(HttpHeaderNames.ACCEPT, PassAnswer.EVENTS, true)
        && received.getAll(HttpHeaderNames.COOKIE).size() <= 1
        && received.getAll(HttpHeaderNames.HOST).size() == 1
        && hasPlainBody(request);
  }

  private boolean hasPlainBody(HttpRequest request) {
    List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (lengths.isEmpty()) {
      return true;
    }
    boolean read = request.method().name().equals("GET") || request.method().name().equals("HEAD");
    try {
      return lengths.size() == 1 && !read && Long.parseLong(lengths.getFirst()) <= largestBody;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Whether it is a path with at most a query, of characters that nobody reads differently. */
  static boolean isPlain(String target) {
    if (!target.startsWith("/")) {
      return false;
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "/-._~?=&,:@!$'()*+".indexOf(c) >= 0
              || c == '%' && i + 2 < target.length() && isHex(target, i + 1);
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String target, int at) {
    return Character.digit(target.charAt(at), 16) >= 0
        && Character.digit(target.charAt(at + 1), 16) >= 0;
  }

  /** What is to be done with a request whose body is here; null when it has to go the other way. */
  @Nullable Decision decide(Channel channel, HttpRequest request) {
    HttpHeaders received = request.headers();
    String path = path(request);
    Client client =
        clients.read((InetSocketAddress) channel.remoteAddress(), false, received::getAll);
    HttpMethod method = HttpMethod.valueOf(request.method().name());
    String cookies = received.get(HttpHeaderNames.COOKIE);
    if (RequestCheck.of(method, path, received::get, cookies != null, client)
        != RequestCheck.Verdict.PASS) {
      return null;
    }
    Route route = RouteTable.find(method, PathContainer.parsePath(path)).orElse(null);
    CircuitBreaker breaker = route == null ? null : breakers.get(route.id());
    if (route == null
        || breaker == null
        || cookies != null && cookies.contains(SessionCookie.NAME)) {
      return null;
    }
    Priority priority = Priority.of(route, received.get(Priority.PURPOSE));
    if (overload.limiter(route).isFull(priority)) {
      // at once: a refusal must cost far less than what it keeps away
      return new Shed(route, client, priority);
    }
    if (!rates.isWithinAtOnce(
        route, client.address(), cookie(cookies, RateLimitFilter.STUDENT_COOKIE))) {
      return null;
    }
    retries.earn();
    ServiceConnections service = connections(route.backend(), channel.eventLoop());
    HttpHeaders relayed = headers.ofVisitor(received, client, route, within);
    relayed.set(HttpHeaderNames.HOST, service.authority());
    return new Plain(route, client, priority, breaker, relayed, service);
  }

  /** A cookie's value, null when there is none. */
  static @Nullable String cookie(@Nullable String cookies, String name) {
    if (cookies == null) {
      return null;
    }
    for (String cookie : cookies.split(";", -1)) {
      String pair = cookie.strip();
      if (pair.startsWith(name)
          && pair.length() > name.length()
          && pair.charAt(name.length()) == '=') {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  static String path(HttpRequest request) {
    String target = request.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private ServiceConnections connections(Backend backend, EventLoop loop) {
    Map<EventLoop, ServiceConnections> own = connections.get(backend);
    URI service = services.get(backend);
    if (own == null || service == null) {
      throw new IllegalStateException("no plain way to " + backend);
    }
    return own.computeIfAbsent(
        loop, fresh -> new ServiceConnections(fresh, service, connectWithin));
  }

  ConcurrencyLimiter limiter(Plain plain) {
    return overload.limiter(plain.route());
  }

  /** What to answer where there is no place, or was none in time; counted as such. */
  FullHttpResponse shed(Shed shed, HttpRequest request) {
    Answers.NoPlace kind =
        Answers.NoPlace.of(
            Answers.Asked.of(
                HttpMethod.valueOf(request.method().name()),
                path(request),
                request.headers().getAll(HttpHeaderNames.ACCEPT),
                ""),
            overload.shed(shed.route(), shed.priority()),
            shed.route().safe());
    Shared parts =
        shared.computeIfAbsent(new SharedKind(kind, shed.client().secure()), this::share);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        parts.status(),
        parts.body().duplicate(),
        parts.headers(),
        EmptyHttpHeaders.INSTANCE);
  }

  private Shared share(SharedKind wanted) {
    Answers.Whole whole = Answers.overloaded(wanted.kind());
    HttpHeaders headers = new DefaultHttpHeaders();
    org.springframework.http.HttpHeaders adapter =
        new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers));
    adapter.putAll(whole.headers());
    SecurityHeaders.harden(adapter, "", wanted.secure());
    return new Shared(
        HttpResponseStatus.valueOf(whole.status().value()),
        headers,
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(whole.body().length).writeBytes(whole.body()).asReadOnly()));
  }

  Duration within() {
    return within;
  }

  void begin() {
    relaying.incrementAndGet();
  }

  void end() {
    if (relaying.decrementAndGet() == 0 && !running) {
      tellStopped();
    }
  }

  /** Nothing is on its way any more. */
  private void tellStopped() {
    connections.values().forEach(own -> own.values().forEach(ServiceConnections::close));
    connections.values().forEach(Map::clear);
    Runnable waiting = stopped.getAndSet(null);
    if (waiting != null) {
      waiting.run();
    }
  }

  /** Notes why the request that is handed on now could not be relayed. */
  static void handOnAfter(Channel channel, Throwable error) {
    channel.attr(FAILED).set(error);
  }

  /** Whatever was noted is about a request that is answered now. */
  static void forget(Channel channel) {
    channel.attr(FAILED).set(null);
  }

  /** Why it could not be relayed, told once; null when nobody tried. */
  static @Nullable Throwable triedInVain(ServerWebExchange exchange) {
    if (ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest())
        instanceof HttpServerRequest request) {
      Throwable[] failed = {null};
      request.withConnection(
          connection -> {
            if (connection.channel().hasAttr(FAILED)) {
              failed[0] = connection.channel().attr(FAILED).getAndSet(null);
            }
          });
      return failed[0];
    }
    return null;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /**
   * Takes no more, and waits for those that are on their way: the web server does not know them.
   */
  @Override
  public void stop(Runnable callback) {
    running = false;
    stopped.set(callback);
    if (relaying.get() == 0) {
      tellStopped();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
