package dev.examhall.asset.bundle;

import dev.examhall.asset.http.EntityTags;
import dev.examhall.asset.problem.AssetProblems;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers {@code /assets/**} before security and the dispatcher: these bytes are public, never
 * change, and are found by looking up the path as it was sent. Most requests are answered by {@link
 * BundleChannelHandler} and never get here; what it hands on is answered here in the same way, and
 * here alone it is said what is wrong.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class BundleWebFilter implements WebFilter {
  private static final List<HttpMethod> KNOWN_METHODS = List.of(HttpMethod.values());

  private final Bundles bundles;
  private final AssetProblems problems;
  private final BundleRequests requests;

  BundleWebFilter(Bundles bundles, AssetProblems problems, BundleRequests requests) {
    this.bundles = bundles;
    this.problems = problems;
    this.requests = requests;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getURI().getRawPath();
    if (path == null || !path.startsWith(BundleRelease.PUBLIC_PREFIX)) {
      return chain.filter(exchange);
    }
    long began = System.nanoTime();
    return answer(exchange, path).doOnSuccess(sent -> count(exchange, began));
  }

  private Mono<Void> answer(ServerWebExchange exchange, String path) {
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
    ServedFile.COMMON_HEADERS.forEach(headers::set);
    ContentEncoding encoding =
        AcceptEncoding.of(
                String.join(",", request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT_ENCODING)))
            .choose(file.variants().keySet());
    ServedVariant variant = encoding == null ? null : file.variants().get(encoding);
    if (variant == null) {
      return problems.write(exchange, AssetProblems.noAcceptableEncoding());
    }
    variant.headers().forEach(headers::set);
    if (EntityTags.anyMatches(
        request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH), variant.etag())) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return response.setComplete();
    }
    variant.contentHeaders().forEach(headers::set);
    if (request.getMethod() == HttpMethod.HEAD) {
      return response.setComplete();
    }
    return response.writeWith(
        Mono.fromSupplier(() -> buffer(response.bufferFactory(), variant.bytes())));
  }

  private void count(ServerWebExchange exchange, long began) {
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    HttpMethod method = exchange.getRequest().getMethod();
    requests.count(
        KNOWN_METHODS.contains(method) ? method.name() : "UNKNOWN",
        status == null ? HttpStatus.OK.value() : status.value(),
        began);
  }

  private static DataBuffer buffer(DataBufferFactory factory, ByteBuf shared) {
    return factory instanceof NettyDataBufferFactory netty
        ? netty.wrap(shared.duplicate())
        : factory.wrap(shared.nioBuffer());
  }
}
