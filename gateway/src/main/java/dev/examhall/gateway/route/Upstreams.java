package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.route.ServiceClient.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;

/**
 * Asks the route's service through its circuit breaker, and passes the answer on. A read whose
 * connection failed is asked once more within the budget; nothing else is ever repeated. What fails
 * then becomes a fallback answer, for every method alike.
 */
@Component
final class Upstreams {

  private final GatewayProperties.Upstream settings;
  private final Releases releases;
  private final RelayHeaders headers;
  private final CircuitBreakerRegistry breakers;
  private final UpstreamFallback fallback;
  private final PassAnswer passing;
  private final RetryBudget retries;

  Upstreams(
      GatewayProperties properties,
      Releases releases,
      RelayHeaders headers,
      CircuitBreakerRegistry breakers,
      UpstreamFallback fallback,
      PassAnswer passing,
      RetryBudget retries) {
    this.settings = properties.upstream();
    this.releases = releases;
    this.headers = headers;
    this.breakers = breakers;
    this.fallback = fallback;
    this.passing = passing;
    this.retries = retries;
  }

  Step.Next forRoute(Route route) {
    CircuitBreaker breaker = breakers.circuitBreaker(route.id());
    Duration within = route.upload() ? settings.uploadTimeout() : settings.responseTimeout();
    return exchange -> {
      Throwable inVain = PlainRelay.triedInVain(exchange);
      if (inVain == null) {
        retries.earn();
      }
      return (inVain == null ? call(route, breaker, within, exchange) : Mono.<Answer>error(inVain))
          .onErrorResume(
              error ->
                  mayRepeat(exchange, error)
                      ? call(route, breaker, within, exchange)
                      : Mono.error(error))
          .map(answer -> passing.on(exchange, answer))
          .onErrorResume(error -> Mono.just(fallback.answer(exchange, route, error)))
          .flatMap(answering -> answering);
    };
  }

  private Mono<Answer> call(
      Route route, CircuitBreaker breaker, Duration within, ServerWebExchange exchange) {
    return Mono.defer(
            () -> {
              ServerHttpRequest request = exchange.getRequest();
              HttpHeaders relayed = headers.of(exchange, route, within);
              return releases
                  .choose(route.backend(), exchange)
                  .ask(
                      io.netty.handler.codec.http.HttpMethod.valueOf(request.getMethod().name()),
                      target(request.getURI()),
                      relayed,
                      body(request, relayed),
                      within);
            })
        .transformDeferred(CircuitBreakerOperator.of(breaker));
  }

  private static String target(URI uri) {
    String query = uri.getRawQuery();
    return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
  }

  private static Publisher<? extends ByteBuf> body(ServerHttpRequest request, HttpHeaders relayed) {
    boolean none =
        request.getHeaders().getContentLength() <= 0
            && !relayed.contains(io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING);
    return none ? ByteBufMono.empty() : request.getBody().map(NettyDataBufferFactory::toByteBuf);
  }

  private boolean mayRepeat(ServerWebExchange exchange, Throwable error) {
    HttpMethod method = exchange.getRequest().getMethod();
    return (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method))
        && UpstreamFailure.of(error).repeatable()
        && retries.spend();
  }
}
