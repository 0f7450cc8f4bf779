package dev.examhall.cacheclient;

import dev.examhall.identity.ServiceTokens;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Connections to cache-service that are kept. Reactor Netty without a {@code WebClient}, which
 * costs more than the exchange itself.
 */
final class CacheServiceConnections implements CacheServiceCalls, DisposableBean {

  private static final String AUDIENCE = "cache-service";
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final byte[] NOTHING = {};

  private final ConnectionProvider connections;
  private final HttpClient http;
  private final ServiceTokens tokens;
  private final long largest;

  CacheServiceConnections(CacheClientProperties properties, ServiceTokens tokens) {
    this.tokens = tokens;
    this.largest = properties.maximumValueSize().toBytes() * CacheServiceClient.MOST_IN_A_BATCH;
    this.connections =
        ConnectionProvider.builder(AUDIENCE)
            .maxConnections(properties.maximumConnections())
            .pendingAcquireTimeout(properties.connectTimeout())
            .maxIdleTime(IDLE)
            .build();
    this.http =
        HttpClient.create(connections)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(properties.connectTimeout().toMillis()))
            .baseUrl(properties.url().toString());
  }

  @Override
  public Mono<Response> send(Request request) {
    byte[] body = request.body();
    return http.request(HttpMethod.valueOf(request.method()))
        .uri(request.path())
        .send(
            (sent, outbound) -> {
              HttpHeaders headers = sent.requestHeaders();
              request.headers().forEach(headers::set);
              headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + tokens.tokenFor(AUDIENCE));
              if (body == null) {
                return outbound;
              }
              headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
              return outbound.sendObject(Unpooled.wrappedBuffer(body));
            })
        .responseSingle(
            (received, content) ->
                tooLarge(received)
                    ? Mono.error(new IOException("cache-service sends more than can be"))
                    : content
                        .asByteArray()
                        .defaultIfEmpty(NOTHING)
                        .map(
                            bytes ->
                                new Response(
                                    received.status().code(),
                                    received.responseHeaders()::get,
                                    bytes)));
  }

  /** It is the service's own limit that holds; this is for something else that answers. */
  private boolean tooLarge(HttpClientResponse received) {
    String length = received.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && length.length() < 19 && Long.parseLong(length) > largest;
  }

  @Override
  public void destroy() {
    connections.dispose();
  }
}
