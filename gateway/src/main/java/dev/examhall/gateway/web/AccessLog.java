package dev.examhall.gateway.web;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Writes one line a request and counts it. The line has no query, no cookie, no address and no
 * name.
 */
@Component
public final class AccessLog {

  /** The status of a request whose client went away before the answer's end. */
  public static final int CLIENT_WENT_AWAY = 499;

  private static final Logger log = LoggerFactory.getLogger("access");
  private static final int LONGEST_PATH = 200;
  private static final int SHED_LINES_PER_SECOND = 20;

  private final RateLimiter shedLines =
      RateLimiter.of(
          "lines of requests without a place",
          RateLimiterConfig.custom()
              .limitRefreshPeriod(Duration.ofSeconds(1))
              .limitForPeriod(SHED_LINES_PER_SECOND)
              .timeoutDuration(Duration.ZERO)
              .build());
  private final MeterRegistry meters;
  private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

  AccessLog(MeterRegistry meters) {
    this.meters = meters;
  }

  /**
   * Notes a request for which there was no place and nothing was done. Thousands may come in a
   * second: all are counted, the first few of a second have a line.
   */
  public void recordShed(
      String method, String path, String route, int status, long nanos, String traceId) {
    count(method, route, status, nanos);
    if (shedLines.acquirePermission()) {
      write(method, path, route, status, nanos, traceId);
    }
  }

  /**
   * Notes a request that is over.
   *
   * @param path as it came, without the query
   * @param nanos how long it took
   */
  public void record(
      String method, String path, String route, int status, long nanos, String traceId) {
    count(method, route, status, nanos);
    write(method, path, route, status, nanos, traceId);
  }

  private void count(String method, String route, int status, long nanos) {
    timers
        .computeIfAbsent(new Series(known(method), route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private static void write(
      String method, String path, String route, int status, long nanos, String traceId) {
    if (log.isInfoEnabled()) {
      String printable = printable(path);
      long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
      log.atInfo()
          .addKeyValue("method", known(method))
          .addKeyValue("path", printable)
          .addKeyValue("route", route)
          .addKeyValue("status", status)
          .addKeyValue("duration_ms", millis)
          .addKeyValue("trace_id", traceId)
          .log("{} {} {} {} {} ms {}", known(method), printable, route, status, millis, traceId);
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
    for (int i = 0; i < cut.length(); i++) {
      if (cut.charAt(i) <= ' ' || cut.charAt(i) > '~') {
        return cut.replaceAll("[^\\x21-\\x7e]", "?");
      }
    }
    return cut;
  }

  private record Series(String method, String route, int status) {}
}
