package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.web.Answers;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Refuses bodies that are too large or come too slowly. Ordinary bodies are read whole before a
 * service hears of the request: a client that trickles its bytes holds neither a place at the
 * service nor a connection to it, and its slowness is not taken for the service's. Uploads stream
 * through, counted.
 */
@Component
final class BodyLimitFilter {

  private final Answers answers;
  private final GatewayProperties.Limits limits;

  BodyLimitFilter(Answers answers, GatewayProperties properties) {
    this.answers = answers;
    this.limits = properties.limits();
  }

  Step forRoute(Route route) {
    long limit = (route.upload() ? limits.upload() : limits.body()).toBytes();
    return (exchange, chain) -> {
      ServerHttpRequest request = exchange.getRequest();
      long length = request.getHeaders().getContentLength();
      if (length > limit) {
        return answers.bodyTooLarge(exchange, limit);
      }
      boolean chunked = request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
      if (length <= 0 && !chunked && !mayComeWithoutLength(request)) {
        return chain.filter(exchange);
      }
      return route.upload()
          ? chain.filter(
              exchange.mutate().request(new CountedRequest(request, limit, limits)).build())
          : whole(limit, exchange, chain);
    };
  }

  /** HTTP/2 frames bodies by itself. */
  private static boolean mayComeWithoutLength(ServerHttpRequest request) {
    return request.getSslInfo() != null
        && !HttpMethod.GET.equals(request.getMethod())
        && !HttpMethod.HEAD.equals(request.getMethod());
  }

  private Mono<Void> whole(long limit, ServerWebExchange exchange, Step.Next chain) {
    ServerHttpRequest request = exchange.getRequest();
    return DataBufferUtils.join(request.getBody(), (int) limit)
        .map(BodyLimitFilter::bytes)
        .defaultIfEmpty(new byte[0])
        .timeout(limits.bodyWithin())
        .map(body -> chain.filter(with(exchange, body)))
        .onErrorResume(
            DataBufferLimitException.class,
            large -> Mono.just(answers.bodyTooLarge(exchange, limit)))
        .onErrorResume(TimeoutException.class, slow -> Mono.just(answers.bodyTooSlow(exchange)))
        .onErrorResume(
            error -> error instanceof IOException || error instanceof AbortedException,
            gone -> Mono.just(answers.badRequest(exchange)))
        .flatMap(next -> next);
  }

  private static byte[] bytes(DataBuffer joined) {
    byte[] bytes = new byte[joined.readableByteCount()];
    joined.read(bytes);
    DataBufferUtils.release(joined);
    return bytes;
  }

  private static ServerWebExchange with(ServerWebExchange exchange, byte[] body) {
    ServerHttpRequest request =
        exchange
            .getRequest()
            .mutate()
            .headers(
                headers -> {
                  headers.remove(HttpHeaders.TRANSFER_ENCODING);
                  headers.setContentLength(body.length);
                })
            .build();
    return exchange
        .mutate()
        .request(
            new ServerHttpRequestDecorator(request) {
              @Override
              public Flux<DataBuffer> getBody() {
                return Flux.defer(
                    () -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
              }
            })
        .build();
  }

  private static final class CountedRequest extends ServerHttpRequestDecorator {
    private final long limit;
    private final GatewayProperties.Limits limits;

    CountedRequest(ServerHttpRequest request, long limit, GatewayProperties.Limits limits) {
      super(request);
      this.limit = limit;
      this.limits = limits;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(
          () -> {
            long[] seen = {0};
            return super.getBody()
                .timeout(limits.uploadPause())
                .onErrorMap(TimeoutException.class, slow -> new BodyTooSlowException())
                .handle(
                    (buffer, sink) -> {
                      seen[0] += buffer.readableByteCount();
                      if (seen[0] > limit) {
                        DataBufferUtils.release(buffer);
                        sink.error(new BodyTooLargeException());
                      } else {
                        sink.next(buffer);
                      }
                    });
          });
    }
  }
}
