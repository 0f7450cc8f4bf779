package dev.examhall.examrender.text;

import dev.examhall.examrender.BrowserConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** {@code ?lang=ko} at any page's address remembers the language and shows the page in it. */
@Component
final class LanguageChoice implements WebFilter {

  private static final String PARAMETER = "lang";
  private static final Duration REMEMBERED = Duration.ofDays(365);

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (exchange.getRequest().getURI().getRawQuery() == null) {
      return chain.filter(exchange); // most requests; reading parameters costs more than this
    }
    Optional<Locale> chosen =
        HttpMethod.GET.equals(exchange.getRequest().getMethod())
            ? Languages.supported(exchange.getRequest().getQueryParams().getFirst(PARAMETER))
            : Optional.empty();
    return chosen.map(locale -> remember(exchange, locale)).orElseGet(() -> chain.filter(exchange));
  }

  private static Mono<Void> remember(ServerWebExchange exchange, Locale locale) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatus.SEE_OTHER);
    response.getHeaders().setCacheControl("no-store");
    response.getHeaders().setLocation(withoutParameter(exchange));
    response.addCookie(
        ResponseCookie.from(Languages.COOKIE, locale.toLanguageTag())
            .httpOnly(true)
            .secure(BrowserConnection.isSecure(exchange))
            .sameSite("Lax")
            .path("/")
            .maxAge(REMEMBERED)
            .build());
    return response.setComplete();
  }

  /**
   * Path and the rest of the query alone, so that it stays on the browser's side of the gateway.
   */
  private static URI withoutParameter(ServerWebExchange exchange) {
    URI address = exchange.getRequest().getURI();
    return UriComponentsBuilder.fromPath(address.getRawPath())
        .query(address.getRawQuery())
        .replaceQueryParam(PARAMETER)
        .build(true)
        .toUri();
  }
}
