package dev.examhall.gateway.route;

import dev.examhall.gateway.web.RouteName;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Takes what the table names through the steps of its route to its service, ahead of the
 * framework's own security chain and dispatcher, which serve what the gateway answers itself.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
final class RouteFilter implements WebFilter {

  private final Map<String, Step.Next> ways = new HashMap<>();

  RouteFilter(
      AccessFilter access,
      RateLimitFilter rateLimit,
      BodyLimitFilter bodyLimit,
      OverloadFilter overload,
      Upstreams upstreams) {
    for (Route route : RouteTable.ROUTES) {
      ways.put(
          route.id(),
          access
              .forRoute(route)
              .before(
                  rateLimit
                      .forRoute(route)
                      .before(
                          bodyLimit
                              .forRoute(route)
                              .before(
                                  overload.forRoute(route).before(upstreams.forRoute(route))))));
    }
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Optional<Route> route =
        RouteTable.find(
            exchange.getRequest().getMethod(),
            exchange.getRequest().getPath().pathWithinApplication());
    if (route.isEmpty()) {
      return chain.filter(exchange);
    }
    RouteName.set(exchange, route.get().id());
    return Objects.requireNonNull(ways.get(route.get().id())).filter(exchange);
  }
}
