package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.GatewayProperties.NextRelease;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Client;
import dev.examhall.identity.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends a part of all people to the next release of a service. Who belongs to that part follows
 * from their account, their student token or their address, so that nobody goes to and fro.
 * Operators who are signed in may choose by a header.
 */
@Component
final class Releases {

  /** {@code next} or {@code current}; from anybody but a signed-in operator it says nothing. */
  static final String PIN = "X-Examhall-Release";

  private final Map<Backend, ServiceClient> current = new EnumMap<>(Backend.class);
  private final Map<Backend, Next> next = new EnumMap<>(Backend.class);

  private record Next(ServiceClient client, int percent) {}

  Releases(GatewayProperties properties) {
    for (Backend backend : Backend.values()) {
      Backend shared = backend.shared(properties.backends());
      if (shared != backend) {
        current.put(backend, Objects.requireNonNull(current.get(shared)));
        Next sharedNext = next.get(shared);
        if (sharedNext != null) {
          next.put(backend, sharedNext);
        }
        continue;
      }
      current.put(
          backend, new ServiceClient(backend.uri(properties.backends()), properties.upstream()));
      NextRelease release = properties.nextReleases().get(backend.id());
      if (release != null) {
        next.put(
            backend,
            new Next(new ServiceClient(release.uri(), properties.upstream()), release.percent()));
      }
    }
  }

  ServiceClient choose(Backend backend, ServerWebExchange exchange) {
    Next release = next.isEmpty() ? null : next.get(backend);
    return release != null && goesToNext(release, exchange)
        ? release.client()
        : Objects.requireNonNull(current.get(backend));
  }

  /** Whether there is more than one release of a service to choose from. */
  boolean hasNext(Backend backend) {
    return next.containsKey(backend);
  }

  private static boolean goesToNext(Next release, ServerWebExchange exchange) {
    SignedIn person = SignedIn.of(exchange);
    String pin = exchange.getRequest().getHeaders().getFirst(PIN);
    if (pin != null && person != null && person.roles().contains(Role.OPERATOR)) {
      return pin.equals("next");
    }
    return part(who(person, exchange)) < release.percent();
  }

  private static String who(@Nullable SignedIn person, ServerWebExchange exchange) {
    if (person != null) {
      return person.accountId().toString();
    }
    HttpCookie student =
        exchange.getRequest().getCookies().getFirst(RateLimitFilter.STUDENT_COOKIE);
    return student == null ? Client.of(exchange).address() : student.getValue();
  }

  /** Of a hundred parts of all people, the one of this. */
  static int part(String who) {
    // spread well: names that differ by little have hash codes that differ by little
    return Math.floorMod((who.hashCode() * 0x9E3779B9) >>> 7, 100);
  }
}
