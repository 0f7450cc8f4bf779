package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.ServedFile.ServedVariant;
import dev.examhall.asset.http.EntityTags;
import dev.examhall.asset.problem.AssetProblems;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers {@code /assets/**} before security and the dispatcher, which cost more than the file:
 * these bytes are public, never change, and are found by looking up the path as it was sent.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class BundleWebFilter implements WebFilter {
  private final Bundles bundles;
  private final AssetProblems problems;

  BundleWebFilter(Bundles bundles, AssetProblems problems) {
    this.bundles = bundles;
    this.problems = problems;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getURI().getRawPath();
    if (path == null || !path.startsWith(BundleRelease.PUBLIC_PREFIX)) {
      return chain.filter(exchange);
    }
    HttpMethod method = exchange.getRequest().getMethod();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, "GET, HEAD");
      return problems.write(exchange, AssetProblems.methodNotAllowed());
    }
    Optional<ServedFile> file = bundles.find(path);
    if (file.isPresent()) {
      return serve(exchange, file.get());
    }
    return bundles
        .findAnywhere(path)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            found ->
                found.isPresent()
                    ? serve(exchange, found.get())
                    : problems.write(exchange, AssetProblems.noSuchAsset()));
  }

  private Mono<Void> serve(ServerWebExchange exchange, ServedFile file) {
    ServerHttpRequest request = exchange.getRequest();
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = response.getHeaders();
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    headers.set("Timing-Allow-Origin", "*");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);

    String accepted =
        String.join(",", request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT_ENCODING));
    Optional<ContentEncoding> encoding = AcceptEncoding.choose(accepted, file.variants().keySet());
    ServedVariant variant = encoding.map(file.variants()::get).orElse(null);
    if (encoding.isEmpty() || variant == null) {
      return problems.write(exchange, AssetProblems.noAcceptableEncoding());
    }
    file.headers().forEach(headers::set);
    headers.set(HttpHeaders.ETAG, variant.etag());
    if (EntityTags.anyMatches(
        request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH), variant.etag())) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return response.setComplete();
    }
    headers.set(HttpHeaders.CONTENT_TYPE, file.contentType());
    if (encoding.get() != ContentEncoding.IDENTITY) {
      headers.set(HttpHeaders.CONTENT_ENCODING, encoding.get().token());
    }
    headers.setContentLength(variant.bytes().readableBytes());
    if (request.getMethod() == HttpMethod.HEAD) {
      return response.setComplete();
    }
    return response.writeWith(
        Mono.fromSupplier(() -> buffer(response.bufferFactory(), variant.bytes())));
  }

  private static DataBuffer buffer(DataBufferFactory factory, ByteBuf shared) {
    return factory instanceof NettyDataBufferFactory netty
        ? netty.wrap(shared.duplicate())
        : factory.wrap(shared.nioBuffer());
  }
}
