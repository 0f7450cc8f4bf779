package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.route.ConcurrencyLimiter.End;
import dev.examhall.gateway.route.ConcurrencyLimiter.OverloadedException;
import dev.examhall.gateway.web.Answers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps a service from being asked for more than it can do. A request has its place until the
 * service begins to answer: sending a file to a slow phone or a stream of events costs the service
 * nothing that others need. Uploads take minutes by their nature and need no place.
 */
@Component
final class OverloadFilter {

  private static final int GATEWAY_TIMEOUT = 504;

  private final Map<Backend, ConcurrencyLimiter> limiters = new EnumMap<>(Backend.class);
  private final Map<Series, Counter> shed = new ConcurrentHashMap<>();
  private final Answers answers;
  private final MeterRegistry meters;

  private record Series(Backend backend, Priority priority) {}

  OverloadFilter(GatewayProperties properties, Answers answers, MeterRegistry meters) {
    this.answers = answers;
    this.meters = meters;
    for (Backend backend : Backend.values()) {
      Backend shared = backend.shared(properties.backends());
      if (shared != backend) {
        limiters.put(backend, Objects.requireNonNull(limiters.get(shared)));
        continue;
      }
      ConcurrencyLimiter limiter =
          new ConcurrencyLimiter(properties.overload(), Schedulers.parallel(), System::nanoTime);
      limiters.put(backend, limiter);
      Gauge.builder("examhall.gateway.concurrency.limit", limiter, ConcurrencyLimiter::limit)
          .tag("service", backend.id())
          .register(meters);
      Gauge.builder("examhall.gateway.concurrency.used", limiter, ConcurrencyLimiter::inFlight)
          .tag("service", backend.id())
          .register(meters);
    }
  }

  Step forRoute(Route route) {
    if (route.upload()) {
      return (exchange, chain) -> chain.filter(exchange);
    }
    ConcurrencyLimiter limiter = limiter(route);
    return (exchange, chain) -> {
      Priority priority =
          Priority.of(route, exchange.getRequest().getHeaders().getFirst(Priority.PURPOSE));
      return limiter
          .place(priority)
          .flatMap(
              place -> {
                exchange
                    .getResponse()
                    .beforeCommit(() -> Mono.fromRunnable(() -> place.end(how(exchange))));
                return chain
                    .filter(exchange)
                    .doFinally(signal -> place.end(End.NO_ANSWER))
                    .thenReturn(true);
              })
          .onErrorResume(
              OverloadedException.class,
              none ->
                  answers
                      .overloaded(exchange, shed(route, priority), route.safe())
                      .thenReturn(true))
          .then();
    };
  }

  /** The limiter of the route's service. */
  ConcurrencyLimiter limiter(Route route) {
    return Objects.requireNonNull(limiters.get(route.backend()));
  }

  /** Notes that there was no place for a request; after which time to come back. */
  Duration shed(Route route, Priority priority) {
    shed.computeIfAbsent(
            new Series(route.backend(), priority),
            series ->
                meters.counter(
                    "examhall.gateway.shed",
                    "service",
                    series.backend().serviceId(),
                    "priority",
                    series.priority().name()))
        .increment();
    return limiter(route).comeBackAfter();
  }

  private static End how(ServerWebExchange exchange) {
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    return status == null ? End.ANSWERED : how(status.value());
  }

  /** What an answer of this status says about the service. */
  static End how(int status) {
    if (status >= 500) {
      return status == GATEWAY_TIMEOUT ? End.TOO_SLOW : End.NO_ANSWER;
    }
    return End.ANSWERED;
  }
}
