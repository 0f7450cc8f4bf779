package dev.examhall.identity;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/** Signs the calls of a {@code WebClient}. */
public final class ServiceTokenFilter {

  private ServiceTokenFilter() {}

  /**
   * Puts this service's token on every request, in place of any {@code Authorization} header.
   *
   * @param audience the called service's id, such as {@code cache-service}
   */
  public static ExchangeFilterFunction forAudience(ServiceTokens tokens, String audience) {
    return (request, next) ->
        next.exchange(
            ClientRequest.from(request)
                .headers(headers -> headers.setBearerAuth(tokens.tokenFor(audience)))
                .build());
  }
}
