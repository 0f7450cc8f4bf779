package dev.examhall.gateway.route;

import dev.examhall.gateway.route.ServiceClient.Answer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes a service's answer on to who asked, as it comes. */
@Component
final class PassAnswer {

  static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  static final String EVENTS = "text/event-stream";

  private final OpenStreams streams;

  PassAnswer(OpenStreams streams) {
    this.streams = streams;
  }

  Mono<Void> on(ServerWebExchange exchange, Answer answer) {
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = answer.head().responseHeaders();
    response.setStatusCode(HttpStatusCode.valueOf(answer.head().status().code()));
    for (Map.Entry<String, String> header : headers) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        response.getHeaders().add(header.getKey(), header.getValue());
      }
    }
    NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
    Flux<DataBuffer> body = answer.connection().inbound().receive().retain().map(buffers::wrap);
    Mono<Void> written;
    if (headers.contains(HttpHeaderNames.CONTENT_TYPE)
        && headers.get(HttpHeaderNames.CONTENT_TYPE).startsWith(EVENTS)) {
      written = streams.untilStopping(response.writeAndFlushWith(body.map(Flux::just)));
    } else if (hasNoBody(exchange, answer.head().status(), headers)) {
      written =
          body.doOnNext(org.springframework.core.io.buffer.DataBufferUtils::release)
              .then(Mono.defer(response::setComplete));
    } else {
      written = response.writeWith(body);
    }
    // received to its end, the connection is back in the pool already
    return written
        .doOnCancel(answer.connection()::dispose)
        .doOnError(e -> answer.connection().dispose());
  }

  private static boolean hasNoBody(
      ServerWebExchange exchange, HttpResponseStatus status, HttpHeaders headers) {
    return HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
        || status.code() == 204
        || status.code() == 304
        || "0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH));
  }
}
