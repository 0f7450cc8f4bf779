package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.web.Answers;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Refuses bodies over the route's limit: by their length, or while they stream through. */
@Component
final class BodyLimitFilter {

  private final Answers answers;
  private final GatewayProperties.Limits limits;

  BodyLimitFilter(Answers answers, GatewayProperties properties) {
    this.answers = answers;
    this.limits = properties.limits();
  }

  GatewayFilter forRoute(Route route) {
    long limit = (route.upload() ? limits.upload() : limits.body()).toBytes();
    return (exchange, chain) -> {
      ServerHttpRequest request = exchange.getRequest();
      if (HttpMethod.GET.equals(request.getMethod())
          || HttpMethod.HEAD.equals(request.getMethod())) {
        return chain.filter(exchange);
      }
      long length = request.getHeaders().getContentLength();
      if (length > limit) {
        return answers.bodyTooLarge(exchange, limit);
      }
      boolean counted = request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
      return chain.filter(
          counted
              ? exchange.mutate().request(new CountedRequest(request, limit)).build()
              : exchange);
    };
  }

  private static final class CountedRequest extends ServerHttpRequestDecorator {
    private final long limit;

    CountedRequest(ServerHttpRequest request, long limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(
          () -> {
            long[] seen = {0};
            return super.getBody()
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
