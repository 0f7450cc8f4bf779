package dev.examhall.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The token of a request, not yet verified. */
final class BearerToken extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "Bearer ";

  private final String token;

  private BearerToken(String token) {
    super(AuthorityUtils.NO_AUTHORITIES);
    this.token = token;
  }

  /** The request's token; empty when it has none; refused when the header is something else. */
  static Mono<BearerToken> of(ServerWebExchange exchange) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return Mono.empty();
    }
    String token = in(header);
    if (headers.getOrEmpty(HttpHeaders.AUTHORIZATION).size() > 1 || token == null) {
      return Mono.error(new TokenRefusedException("the request carries no bearer token"));
    }
    return Mono.just(new BearerToken(token));
  }

  /** The token in a header field; null when it is something else. */
  static @Nullable String in(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  String token() {
    return token;
  }

  @Override
  public Object getCredentials() {
    return token;
  }

  @Override
  public Object getPrincipal() {
    return "unverified";
  }
}
