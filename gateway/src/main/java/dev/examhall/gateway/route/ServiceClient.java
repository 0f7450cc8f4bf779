package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Connections to one service, kept open between requests. */
final class ServiceClient {

  /** Each open exam page holds one for its event stream. */
  private static final int MOST_CONNECTIONS = 20_000;

  static final int LARGEST_HEAD = 32 << 10;

  /**
   * Services keep idle connections longer than this, also while they drain: a connection that is
   * taken for a request is never one that a stopping instance is about to close.
   */
  static final Duration IDLE = Duration.ofSeconds(10);

  private static final Duration LIFE = Duration.ofSeconds(60);

  private final HttpClient http;

  ServiceClient(URI service, Upstream settings) {
    int port = service.getPort() >= 0 ? service.getPort() : isTls(service) ? 443 : 80;
    HttpClient plain =
        HttpClient.create(
                ConnectionProvider.builder("service")
                    .maxConnections(MOST_CONNECTIONS)
                    .pendingAcquireTimeout(Duration.ofSeconds(2))
                    .maxIdleTime(IDLE)
                    // instances that were added since get their part of the new ones
                    .maxLifeTime(LIFE)
                    .evictInBackground(IDLE.dividedBy(2))
                    .build())
            // Netty's own would send any method twice; the gateway repeats reads alone
            .disableRetry(true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .httpResponseDecoder(decoder -> decoder.maxHeaderSize(LARGEST_HEAD))
            .host(service.getHost())
            .port(port);
    this.http = isTls(service) ? plain.secure() : plain;
  }

  private static boolean isTls(URI service) {
    return "https".equals(service.getScheme());
  }

  /** An answer whose body has to be received, or its connection closed. */
  record Answer(HttpClientResponse head, Connection connection) {}

  /**
   * Asks; the answer comes as soon as its head is there.
   *
   * @param target path and query
   * @param within how long the head may take
   */
  Mono<Answer> ask(
      HttpMethod method,
      String target,
      HttpHeaders headers,
      Publisher<? extends ByteBuf> body,
      Duration within) {
    Flux<Answer> answers =
        http.headers(fresh -> fresh.set(headers))
            .request(method)
            .uri(target)
            .send(body)
            .responseConnection((head, connection) -> Mono.just(new Answer(head, connection)));
    return answers.next().timeout(within);
  }
}
