package dev.examhall.gateway.route;

import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.RouteName;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Leads bookmarks and printed links of the old site to today's pages. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
final class OldAddressFilter implements WebFilter {

  /** The old site's first path segments; everything else is not looked at closer. */
  private static final List<String> PREFIXES =
      List.of(
          "/login",
          "/logout",
          "/api/placement/",
          "/placement",
          "/core",
          "/teacher/dashboard/",
          "/exam-mapping",
          "/curriculum/");

  private final Answers answers;

  OldAddressFilter(Answers answers) {
    this.answers = answers;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    String path = request.getURI().getRawPath();
    if (PREFIXES.stream().noneMatch(path::startsWith)) {
      return chain.filter(exchange);
    }
    return OldAddresses.today(path)
        .map(
            today -> {
              RouteName.set(exchange, "old-address");
              boolean read =
                  HttpMethod.GET.equals(request.getMethod())
                      || HttpMethod.HEAD.equals(request.getMethod());
              return answers.redirect(
                  exchange, read ? HttpStatus.MOVED_PERMANENTLY : HttpStatus.SEE_OTHER, today);
            })
        .orElseGet(() -> chain.filter(exchange));
  }
}
