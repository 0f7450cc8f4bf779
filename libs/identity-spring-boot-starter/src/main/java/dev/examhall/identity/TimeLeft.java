package dev.examhall.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * How long the caller still waits for the answer. It travels as milliseconds, which need no common
 * clock. A request whose time is over is answered at once, and calls that are made for a request
 * say what is left of its time.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
public final class TimeLeft implements WebFilter {

  /** Milliseconds until the caller gives up, as a decimal number. */
  public static final String HEADER = "Examhall-Time-Left";

  private final Problems problems;

  TimeLeft(Problems problems) {
    this.problems = problems;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Long millis = millis(exchange.getRequest().getHeaders().getFirst(HEADER));
    if (millis == null) {
      return chain.filter(exchange);
    }
    if (millis <= 0) {
      return problems.tooLate(exchange);
    }
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    return chain.filter(exchange).contextWrite(context -> context.put(TimeLeft.class, end));
  }

  static void passOn(ContextView context, ClientRequest.Builder call) {
    if (context.getOrDefault(TimeLeft.class, null) instanceof Long end) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      call.header(HEADER, Long.toString(Math.max(0, left)));
    }
  }

  private static @Nullable Long millis(@Nullable String header) {
    if (header == null || header.length() > 9) {
      return null;
    }
    try {
      return Long.valueOf(header);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
