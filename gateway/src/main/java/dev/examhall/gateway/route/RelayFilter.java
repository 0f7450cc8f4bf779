package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.relay.PersonTokens;
import dev.examhall.gateway.session.SessionCookie;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.identity.ServiceTokens;
import dev.examhall.identity.TimeLeft;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Takes away every header by which somebody outside could claim to be somebody, and puts the
 * gateway's own word in their place.
 */
@Component
final class RelayFilter {

  private final PersonTokens people;
  private final ServiceTokens services;
  private final GatewayProperties.Upstream upstream;

  RelayFilter(PersonTokens people, ServiceTokens services, GatewayProperties properties) {
    this.upstream = properties.upstream();
    this.people = people;
    this.services = services;
  }

  GatewayFilter forRoute(Route route) {
    String audience = route.backend().serviceId();
    String timeLeft =
        Long.toString(
            (route.upload() ? upstream.uploadTimeout() : upstream.responseTimeout()).toMillis());
    return (exchange, chain) -> {
      SignedIn person = SignedIn.of(exchange);
      String token =
          person == null ? services.visitorTokenFor(audience) : people.tokenFor(person, audience);
      ServerHttpRequest request =
          exchange
              .getRequest()
              .mutate()
              .headers(
                  headers -> {
                    strip(headers);
                    headers.setBearerAuth(token);
                    headers.set(TimeLeft.HEADER, timeLeft);
                  })
              .build();
      ServerWebExchange relayed = exchange.mutate().request(request).build();
      return chain.filter(relayed);
    };
  }

  static void strip(HttpHeaders headers) {
    // what Connection names would be taken away after this, our own word with it
    for (String name : headers.getConnection()) {
      headers.remove(name);
    }
    headers.remove(HttpHeaders.CONNECTION);
    List<String> names = new ArrayList<>();
    headers.forEach((name, values) -> names.add(name));
    for (String name : names) {
      if (claimsIdentity(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
    List<String> cookies = headers.get(HttpHeaders.COOKIE);
    if (cookies != null) {
      List<String> kept =
          cookies.stream().map(RelayFilter::withoutSession).filter(c -> !c.isEmpty()).toList();
      if (kept.isEmpty()) {
        headers.remove(HttpHeaders.COOKIE);
      } else {
        headers.put(HttpHeaders.COOKIE, kept);
      }
    }
  }

  private static boolean claimsIdentity(String name) {
    return switch (name) {
      case "authorization",
          "proxy-authorization",
          "forwarded",
          "x-real-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override",
          "x-method-override",
          "via" ->
          true;
      default ->
          name.startsWith("x-forwarded-")
              || name.startsWith("x-examhall-")
              || name.startsWith("examhall-");
    };
  }

  /** The session's cookie is between the browser and the gateway. */
  static String withoutSession(String cookieHeader) {
    if (!cookieHeader.contains(SessionCookie.NAME)) {
      return cookieHeader;
    }
    List<String> kept = new ArrayList<>();
    for (String cookie : cookieHeader.split(";", -1)) {
      String trimmed = cookie.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith(SessionCookie.NAME + "=")) {
        kept.add(trimmed);
      }
    }
    return String.join("; ", kept);
  }
}
