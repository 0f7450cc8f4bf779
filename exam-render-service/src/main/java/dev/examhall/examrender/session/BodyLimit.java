package dev.examhall.examrender.session;

import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses bodies from students that are too large. What is too much is read and thrown away, up to
 * a point: a client that is still sending when the connection closes would never see the answer.
 * Runs after the security chain, so that strangers get 401 first.
 */
@Component
@Order(0)
class BodyLimit implements WebFilter {

  private static final long MOST_THROWN_AWAY = DataSize.ofMegabytes(16).toBytes();
  private static final Duration LONGEST_THROWING = Duration.ofSeconds(5);

  private final long largest;

  BodyLimit(SessionProperties properties) {
    this.largest = properties.largestBody().toBytes();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().value();
    if (!path.startsWith("/api/v1/sessions/")
        && !path.startsWith("/sessions/")
        && !path.equals("/start")) {
      return chain.filter(exchange);
    }
    ServerHttpRequest limited = limited(exchange.getRequest());
    if (exchange.getRequest().getHeaders().getContentLength() >= largest) {
      return limited
          .getBody()
          .doOnNext(DataBufferUtils::release)
          .take(LONGEST_THROWING)
          .then(Mono.<Void>error(() -> new ContentTooLargeException(null)));
    }
    return chain.filter(exchange.mutate().request(limited).build());
  }

  private ServerHttpRequest limited(ServerHttpRequest request) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> limited(super.getBody()));
      }
    };
  }

  private Flux<DataBuffer> limited(Flux<DataBuffer> body) {
    Count count = new Count();
    return body.<DataBuffer>handle(
            (buffer, sink) -> {
              count.bytes += buffer.readableByteCount();
              if (count.bytes < largest) {
                sink.next(buffer);
                return;
              }
              DataBufferUtils.release(buffer);
              if (count.bytes > MOST_THROWN_AWAY) {
                sink.error(new ContentTooLargeException(null));
              }
            })
        .concatWith(
            Mono.defer(
                () ->
                    count.bytes < largest
                        ? Mono.empty()
                        : Mono.error(new ContentTooLargeException(null))));
  }

  private static final class Count {
    private long bytes;
  }
}
