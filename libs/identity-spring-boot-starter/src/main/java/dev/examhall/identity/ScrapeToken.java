package dev.examhall.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A secret that lets its holder read metrics and nothing else, for a Prometheus: a program that
 * cannot sign tokens. Anywhere but at {@code /actuator/prometheus} it is a token that is refused.
 */
final class ScrapeToken {

  /** The authority of who has it. */
  static final String ROLE = "SCRAPER";

  /** Where it counts. */
  static final String PATH = "/actuator/prometheus";

  private static final int SHORTEST = 32;

  private final byte @Nullable [] secret;

  private ScrapeToken(byte @Nullable [] secret) {
    this.secret = secret;
  }

  /**
   * @param secret nobody scrapes by a token if it is empty
   * @throws IdentityConfigurationException when it is too short to be one
   */
  static ScrapeToken of(@Nullable String secret) {
    if (secret == null || secret.isBlank()) {
      return new ScrapeToken(null);
    }
    if (secret.strip().length() < SHORTEST) {
      throw new IdentityConfigurationException(
          "EXAMHALL_SCRAPE_TOKEN is shorter than %d characters.".formatted(SHORTEST),
          "Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '=', or leave it empty.");
    }
    return new ScrapeToken(secret.strip().getBytes(StandardCharsets.UTF_8));
  }

  /** Who scrapes, if the request is for metrics and carries the secret; else nobody. */
  Mono<Scraper> of(ServerWebExchange exchange) {
    if (secret == null || !exchange.getRequest().getPath().value().equals(PATH)) {
      return Mono.empty();
    }
    return BearerToken.of(exchange)
        .filter(
            bearer ->
                MessageDigest.isEqual(secret, bearer.token().getBytes(StandardCharsets.UTF_8)))
        .map(bearer -> new Scraper());
  }

  /** Somebody who may read metrics; no {@link Caller}, for there is nothing else to ask. */
  static final class Scraper extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    Scraper() {
      super(AuthorityUtils.createAuthorityList("ROLE_" + ROLE));
      setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Object getPrincipal() {
      return "scraper";
    }
  }
}
