package dev.examhall.gateway.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * The first filter: knows the client, writes one line a request and counts it. The line has no
 * query, no cookie, no address and no name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class AccessLogFilter implements WebFilter {

  private static final Logger log = LoggerFactory.getLogger("access");
  private static final int LONGEST_PATH = 200;

  private final ClientReader clients;
  private final MeterRegistry meters;
  private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

  AccessLogFilter(ClientReader clients, MeterRegistry meters) {
    this.clients = clients;
    this.meters = meters;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    long start = System.nanoTime();
    SlowHeads.headIsHere(exchange.getRequest());
    clients.read(exchange.getRequest()).attachTo(exchange);
    return chain.filter(exchange).doFinally(signal -> done(exchange, start, signal));
  }

  private void done(ServerWebExchange exchange, long start, SignalType signal) {
    long nanos = System.nanoTime() - start;
    SlowHeads.isOver(exchange.getRequest());
    String method = exchange.getRequest().getMethod().name();
    HttpStatusCode code = exchange.getResponse().getStatusCode();
    boolean cancelled = signal == SignalType.CANCEL;
    // 499: the client went away before the answer's end
    int status = cancelled ? 499 : code == null ? 200 : code.value();
    String route = RouteName.of(exchange);
    timers
        .computeIfAbsent(new Series(known(method), route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (log.isInfoEnabled()) {
      String path = printable(exchange.getRequest().getURI().getRawPath());
      long millis = Duration.ofNanos(nanos).toMillis();
      log.atInfo()
          .addKeyValue("method", known(method))
          .addKeyValue("path", path)
          .addKeyValue("route", route)
          .addKeyValue("status", status)
          .addKeyValue("duration_ms", millis)
          .addKeyValue("trace_id", Client.of(exchange).traceId())
          .log(
              "{} {} {} {} {} ms {}",
              known(method),
              path,
              route,
              status,
              millis,
              Client.of(exchange).traceId());
    }
  }

  private Timer timer(Series series) {
    return Timer.builder("http.server.requests")
        .description("Requests at the gateway, by route")
        .tag("method", series.method())
        .tag("uri", series.route())
        .tag("status", Integer.toString(series.status()))
        .tag("outcome", outcome(series.status()))
        .register(meters);
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      case 5 -> "SERVER_ERROR";
      default -> "UNKNOWN";
    };
  }

  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE" -> method;
      default -> "OTHER";
    };
  }

  private static String printable(String path) {
    String cut = path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }

  private record Series(String method, String route, int status) {}
}
