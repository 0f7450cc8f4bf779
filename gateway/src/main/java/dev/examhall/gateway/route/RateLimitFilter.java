package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.Client;
import dev.examhall.gateway.web.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Bounds what one student, one signed-in person and one address may ask for. The address's bound
 * holds for everybody behind it, so that made-up cookies buy nothing.
 */
@Component
final class RateLimitFilter implements GatewayFilter {

  private static final String STUDENT_COOKIE = "examhall_student";

  private final Answers answers;
  private final RateLimiter students;
  private final RateLimiter people;
  private final RateLimiter addresses;
  private final RateLimiter reports;

  RateLimitFilter(Answers answers, GatewayProperties properties) {
    this.answers = answers;
    this.students = new RateLimiter(properties.limits().student(), System::nanoTime);
    this.people = new RateLimiter(properties.limits().person(), System::nanoTime);
    this.addresses = new RateLimiter(properties.limits().address(), System::nanoTime);
    this.reports = new RateLimiter(properties.limits().browserErrors(), System::nanoTime);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Duration wait = addresses.take(Client.of(exchange).address());
    if (wait.isZero()) {
      wait = ownLimit(exchange);
    }
    return wait.isZero() ? chain.filter(exchange) : answers.tooManyRequests(exchange, wait);
  }

  /** Reports of errors have a bound of their own, so that a broken page cannot use up the rest. */
  GatewayFilter forRoute(Route route) {
    if (!route.id().equals("browser-errors")) {
      return this;
    }
    return (exchange, chain) -> {
      Duration wait = reports.take(Client.of(exchange).address());
      return wait.isZero() ? filter(exchange, chain) : answers.tooManyRequests(exchange, wait);
    };
  }

  private Duration ownLimit(ServerWebExchange exchange) {
    SignedIn person = SignedIn.of(exchange);
    if (person != null) {
      return people.take(person.sessionId().toString());
    }
    @Nullable HttpCookie student = exchange.getRequest().getCookies().getFirst(STUDENT_COOKIE);
    return student == null ? Duration.ZERO : students.take(hash(student.getValue()));
  }

  /** The token itself is never kept. */
  private static String hash(String token) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
