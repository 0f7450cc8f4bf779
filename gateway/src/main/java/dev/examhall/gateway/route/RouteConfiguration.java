package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.web.AllowedMethods;
import dev.examhall.gateway.web.RouteName;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/** Makes Spring Cloud Gateway's routes out of the table. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

  @Bean
  RouteLocator routes(
      GatewayProperties properties,
      AccessFilter access,
      RateLimitFilter rateLimit,
      OverloadFilter overload,
      BodyLimitFilter bodyLimit,
      RelayFilter relay,
      CircuitBreakerRegistry breakers,
      UpstreamFallback fallback) {
    RetryBudget retries = new RetryBudget();
    List<org.springframework.cloud.gateway.route.Route> routes = new ArrayList<>();
    for (Route route : RouteTable.ROUTES) {
      UpstreamFilter upstream =
          new UpstreamFilter(route, breakers.circuitBreaker(route.id()), retries, fallback);
      routes.add(
          org.springframework.cloud.gateway.route.Route.async()
              .id(route.id())
              .order(routes.size())
              .uri(route.backend().uri(properties.backends()))
              .predicate(exchange -> matches(route, exchange))
              .metadata(
                  RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR,
                  (route.upload()
                          ? properties.upstream().uploadTimeout()
                          : properties.upstream().responseTimeout())
                      .toMillis())
              .filter(ordered(1, access.forRoute(route)))
              .filter(ordered(2, rateLimit.forRoute(route)))
              .filter(ordered(3, bodyLimit.forRoute(route)))
              .filter(ordered(4, overload.forRoute(route)))
              .filter(ordered(5, relay.forRoute(route)))
              .filter(ordered(6, upstream))
              .build());
    }
    return () -> Flux.fromIterable(routes);
  }

  /**
   * Breakers alone, without the bulkhead that Spring Cloud's own factory puts around each: it lets
   * 25 calls of a route run at once and answers the rest with an error.
   */
  @Bean
  CircuitBreakerRegistry circuitBreakers(GatewayProperties properties, MeterRegistry meters) {
    CircuitBreakerRegistry breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(properties.upstream().breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                .recordException(error -> UpstreamFailure.of(error).countsAgainstService())
                .build());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    return breakers;
  }

  @Bean
  AllowedMethods allowedMethods() {
    return RouteTable::methodsAt;
  }

  /** Netty's own retry would send any method twice; the gateway retries reads alone. */
  @Bean
  HttpClientCustomizer neverRepeatSilently() {
    return client -> client.disableRetry(true);
  }

  private static boolean matches(Route route, ServerWebExchange exchange) {
    boolean matches =
        route.methods().contains(exchange.getRequest().getMethod())
            && route.matchesPath(exchange.getRequest().getPath().pathWithinApplication());
    if (matches) {
      RouteName.set(exchange, route.id());
    }
    return matches;
  }

  private static GatewayFilter ordered(int order, GatewayFilter filter) {
    return new OrderedGatewayFilter(filter, order);
  }
}
