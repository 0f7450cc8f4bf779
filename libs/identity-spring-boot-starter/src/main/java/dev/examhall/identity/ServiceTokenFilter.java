package dev.examhall.identity;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import reactor.core.publisher.Mono;

/** Signs the calls of a {@code WebClient}. */
public final class ServiceTokenFilter {

  private ServiceTokenFilter() {}

  /**
   * Puts this service's token on every request, in place of any {@code Authorization} header, and
   * what is left of the time of the request that is being answered.
   *
   * @param audience the called service's id, such as {@code cache-service}
   */
  public static ExchangeFilterFunction forAudience(ServiceTokens tokens, String audience) {
    return (request, next) ->
        Mono.deferContextual(
            context -> {
              ClientRequest.Builder call =
                  ClientRequest.from(request)
                      .headers(headers -> headers.setBearerAuth(tokens.tokenFor(audience)));
              TimeLeft.passOn(context, call);
              return next.exchange(call.build());
            });
  }
}
