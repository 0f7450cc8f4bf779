package dev.examhall.monitoring.discovery;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the API server for Services, as the pod's own account. Token and certificate are read anew
 * each time: the cluster changes both while the pod runs.
 */
final class KubernetesClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private final KubernetesProperties properties;
  private final Scheduler blocking;

  /**
   * @param blocking where the account's files are read
   */
  KubernetesClient(KubernetesProperties properties, Scheduler blocking) {
    this.properties = properties;
    this.blocking = blocking;
  }

  private record Account(String token, String namespace, SslContext certificates) {}

  /** Services with the labels; fails when the API server does not give them. */
  Mono<List<FoundService>> services() {
    return Mono.fromCallable(this::account).subscribeOn(blocking).flatMap(this::list);
  }

  private Account account() throws IOException {
    Path folder = properties.account();
    return new Account(
        Files.readString(folder.resolve("token")).strip(),
        Files.readString(folder.resolve("namespace")).strip(),
        SslContextBuilder.forClient()
            .trustManager(folder.resolve("ca.crt").toFile())
            .endpointIdentificationAlgorithm("HTTPS")
            .build());
  }

  private Mono<List<FoundService>> list(Account account) {
    WebClient http =
        WebClient.builder()
            .clientConnector(
                new ReactorClientHttpConnector(
                    HttpClient.newConnection()
                        .secure(tls -> tls.sslContext(account.certificates()))))
            .baseUrl(properties.apiServer().toString())
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
            .build();
    return http.get()
        .uri(
            "/api/v1/namespaces/{namespace}/services?labelSelector={selector}",
            account.namespace(),
            properties.selector())
        .headers(headers -> headers.setBearerAuth(account.token()))
        .retrieve()
        .bodyToMono(byte[].class)
        .timeout(TIMEOUT)
        .map(body -> FoundService.in(JSON.readTree(body)));
  }
}
