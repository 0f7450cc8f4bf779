package dev.examhall.asset.bundle;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Counts requests for bundles as the observation of other requests does, without its span, which
 * would cost more than the file.
 */
@Component
final class BundleRequests {
  private static final String URI = BundleRelease.PUBLIC_PREFIX + "**";
  private static final int NO_STATUS_IS_HIGHER = 1000;

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Timer[]> timers = new ConcurrentHashMap<>();

  BundleRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Counts an answer.
   *
   * @param method a known one: its name becomes a tag
   * @param began {@link System#nanoTime} when the request came
   */
  void count(String method, int status, long began) {
    timer(method, status).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String method, int status) {
    Timer[] ofMethod = timers.get(method);
    if (ofMethod == null) {
      ofMethod = timers.computeIfAbsent(method, name -> new Timer[NO_STATUS_IS_HIGHER]);
    }
    Timer timer = ofMethod[status];
    if (timer == null) {
      // The registry gives the same one to whoever asks at the same moment.
      timer = register(method, status);
      ofMethod[status] = timer;
    }
    return timer;
  }

  private Timer register(String method, int status) {
    return Timer.builder("http.server.requests")
        .tag("error", "none")
        .tag("exception", "none")
        .tag("method", method)
        .tag("outcome", outcome(status))
        .tag("status", Integer.toString(status))
        .tag("uri", URI)
        .register(registry);
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}
