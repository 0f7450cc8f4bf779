package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.limit.RateLimiter;
import dev.examhall.gateway.limit.RateLimits;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.Client;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Bounds what one student, one signed-in person and one network may ask for. The network's bound
 * holds for everybody behind it, so that made-up cookies buy nothing. Saves are counted apart, so
 * that nothing a page does can use up what keeps a student's work.
 */
@Component
final class RateLimitFilter {

  static final String STUDENT_COOKIE = "examhall_student";

  private final Answers answers;
  private final RateLimiter people;
  private final Pair pages;
  private final Pair saves;
  private final Map<String, RateLimiter> narrow;

  /** A network's bound and a student's. */
  private record Pair(RateLimiter addresses, RateLimiter students) {}

  RateLimitFilter(Answers answers, RateLimits rates, GatewayProperties properties) {
    GatewayProperties.Limits limits = properties.limits();
    this.answers = answers;
    this.people = rates.of("person", limits.person());
    this.pages =
        new Pair(rates.of("address", limits.address()), rates.of("student", limits.student()));
    this.saves =
        new Pair(
            rates.of("address-saves", limits.address()), rates.of("student-saves", limits.save()));
    this.narrow =
        Map.of(
            RouteTable.BROWSER_ERRORS,
            rates.of("browser-errors", limits.browserErrors()),
            RouteTable.RESUME_CODES,
            rates.of("resume-codes", limits.resumeCodes()));
  }

  private Pair pair(Route route) {
    return route.priority() == Priority.SAVE ? saves : pages;
  }

  /**
   * Reports of errors have a bound of their own, so that a broken page cannot use up the rest; so
   * have codes that somebody may guess.
   */
  Step forRoute(Route route) {
    Pair pair = pair(route);
    RateLimiter own = narrow.get(route.id());
    if (own != null) {
      return (exchange, chain) ->
          within(
              own,
              network(Client.of(exchange).address()),
              exchange,
              () -> filter(pair, exchange, chain));
    }
    return (exchange, chain) -> filter(pair, exchange, chain);
  }

  /** Whether only {@link #forRoute} knows the route's bounds. */
  boolean hasOwn(Route route) {
    return narrow.containsKey(route.id());
  }

  /**
   * Whether it is clear at once that somebody who is not signed in stays within the bounds.
   *
   * @param student the student's token, if there is one
   */
  boolean isWithinAtOnce(Route route, String address, @Nullable String student) {
    Pair pair = pair(route);
    return Duration.ZERO.equals(pair.addresses().takeAtOnce(network(address)))
        && (student == null || Duration.ZERO.equals(pair.students().takeAtOnce(hash(student))));
  }

  private Mono<Void> filter(Pair pair, ServerWebExchange exchange, Step.Next chain) {
    return within(
        pair.addresses(),
        network(Client.of(exchange).address()),
        exchange,
        () -> ownLimit(pair, exchange, chain));
  }

  private Mono<Void> ownLimit(Pair pair, ServerWebExchange exchange, Step.Next chain) {
    SignedIn person = SignedIn.of(exchange);
    if (person != null) {
      return within(people, person.accountId().toString(), exchange, () -> chain.filter(exchange));
    }
    @Nullable HttpCookie student = exchange.getRequest().getCookies().getFirst(STUDENT_COOKIE);
    return student == null
        ? chain.filter(exchange)
        : within(pair.students(), hash(student.getValue()), exchange, () -> chain.filter(exchange));
  }

  private Mono<Void> within(
      RateLimiter limiter, String client, ServerWebExchange exchange, Supplier<Mono<Void>> next) {
    return limiter
        .take(client)
        .flatMap(
            wait -> wait.isZero() ? next.get() : answers.tooManyRequests(exchange, limiter, wait));
  }

  /** One subscriber of IPv6 has a whole /64: made-up addresses buy nothing either. */
  static String network(String address) {
    int end = -1;
    for (int group = 0; group < 4; group++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end);
  }

  /** The token itself is never kept. */
  private static String hash(String token) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
