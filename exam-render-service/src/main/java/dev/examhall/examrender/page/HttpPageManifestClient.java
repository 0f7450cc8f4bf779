package dev.examhall.examrender.page;

import dev.examhall.identity.ServiceTokenFilter;
import dev.examhall.identity.ServiceTokens;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** {@link PageManifestClient} over HTTP. */
@Component
final class HttpPageManifestClient implements PageManifestClient {

  private static final String ASSET_SERVICE = "asset-service";

  private final WebClient http;
  private final PageAssetsProperties properties;

  HttpPageManifestClient(
      WebClient.Builder builder, ServiceTokens tokens, PageAssetsProperties properties) {
    this.http =
        builder
            .baseUrl(properties.url().toString())
            .filter(ServiceTokenFilter.forAudience(tokens, ASSET_SERVICE))
            .build();
    this.properties = properties;
  }

  @Override
  public Mono<PageManifest> read(String page) {
    return http.get()
        .uri("/api/v1/pages/{page}/assets", page)
        .exchangeToMono(
            response ->
                response.statusCode().equals(HttpStatus.NOT_FOUND)
                    ? response.releaseBody().then(Mono.<PageManifest>empty())
                    : response.statusCode().is2xxSuccessful()
                        ? response.bodyToMono(PageManifest.class)
                        : response.createError())
        .timeout(properties.timeout());
  }
}
