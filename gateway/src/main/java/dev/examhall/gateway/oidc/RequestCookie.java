package dev.examhall.gateway.oidc;

import dev.examhall.gateway.session.SignedText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.server.ServerAuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Remembers in the browser itself what was asked of the provider, signed: any gateway can go on
 * with it, without Redis. It opens nothing: without the provider's code it is of no use.
 */
final class RequestCookie
    implements ServerAuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  static final String NAME = "examhall_oidc";

  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final String NEXT = RequestCookie.class.getName() + ".next";

  private final SignedText signed;

  RequestCookie(SignedText signed) {
    this.signed = signed;
  }

  /** Where the person wanted to go, once the request was read. */
  static @Nullable String next(ServerWebExchange exchange) {
    return exchange.getAttribute(NEXT);
  }

  @Override
  public Mono<Void> saveAuthorizationRequest(
      OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
    return Mono.fromRunnable(
        () -> {
          Map<String, String> kept = new LinkedHashMap<>();
          kept.put("state", request.getState());
          kept.put("client", request.getClientId());
          kept.put("uri", request.getAuthorizationUri());
          kept.put("scopes", String.join(" ", request.getScopes()));
          kept.put("redirect", request.getRedirectUri());
          kept.put("nonce", request.getAttribute(OidcParameterNames.NONCE));
          kept.put("verifier", request.getAttribute(PkceParameterNames.CODE_VERIFIER));
          kept.put("next", exchange.getRequest().getQueryParams().getFirst("next"));
          kept.values().removeIf(java.util.Objects::isNull);
          exchange.getResponse().addCookie(cookie(signed.write(kept, LIFE), LIFE));
        });
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> loadAuthorizationRequest(ServerWebExchange exchange) {
    String state = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(NAME);
    if (state == null || cookie == null) {
      return Mono.empty();
    }
    Optional<Map<String, String>> kept = signed.read(cookie.getValue());
    if (kept.isEmpty() || !state.equals(kept.get().get("state"))) {
      return Mono.empty();
    }
    Map<String, String> values = kept.get();
    String next = values.get("next");
    if (next != null) {
      exchange.getAttributes().put(NEXT, next);
    }
    return Mono.just(
        OAuth2AuthorizationRequest.authorizationCode()
            .authorizationUri(values.getOrDefault("uri", ""))
            .clientId(values.getOrDefault("client", ""))
            .redirectUri(values.getOrDefault("redirect", ""))
            .scope(values.getOrDefault("scopes", "").split(" "))
            .state(state)
            .attributes(
                attributes -> {
                  attributes.put(OAuth2ParameterNames.REGISTRATION_ID, IssuerClient.ID);
                  attributes.put(
                      OidcParameterNames.NONCE, values.getOrDefault(OidcParameterNames.NONCE, ""));
                  attributes.put(
                      PkceParameterNames.CODE_VERIFIER, values.getOrDefault("verifier", ""));
                })
            .build());
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> removeAuthorizationRequest(ServerWebExchange exchange) {
    exchange.getResponse().addCookie(cookie("", Duration.ZERO));
    return loadAuthorizationRequest(exchange);
  }

  private static ResponseCookie cookie(String value, Duration life) {
    // Lax: the provider sends the browser here from its own site
    return ResponseCookie.from(NAME, value)
        .path("/oauth2")
        .httpOnly(true)
        .sameSite("Lax")
        .maxAge(life)
        .build();
  }
}
