package dev.examhall.monitoring.polling;

import dev.examhall.identity.ServiceTokenFilter;
import dev.examhall.identity.ServiceTokens;
import java.net.URI;
import org.springframework.web.reactive.function.client.WebClient;

/** Calls services at their management addresses, which want a service token. */
public final class ActuatorClient {

  private final WebClient.Builder builder;
  private final ServiceTokens tokens;

  ActuatorClient(WebClient.Builder builder, ServiceTokens tokens) {
    this.builder = builder;
    this.tokens = tokens;
  }

  /**
   * @param service its id
   * @param uri its base address
   * @param largestAnswer bytes
   */
  public WebClient of(String service, URI uri, int largestAnswer) {
    return builder
        .clone()
        .baseUrl(uri.toString())
        .filter(ServiceTokenFilter.forAudience(tokens, service))
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(largestAnswer))
        .build();
  }
}
