package dev.examhall.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Calls the service through its route's circuit breaker. A read whose connection failed is asked
 * once more within the budget; nothing else is ever repeated. What fails then becomes a fallback
 * answer, for every method alike.
 */
final class UpstreamFilter implements GatewayFilter {

  private final Route route;
  private final CircuitBreaker breaker;
  private final RetryBudget retries;
  private final UpstreamFallback fallback;

  UpstreamFilter(
      Route route, CircuitBreaker breaker, RetryBudget retries, UpstreamFallback fallback) {
    this.route = route;
    this.breaker = breaker;
    this.retries = retries;
    this.fallback = fallback;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    retries.earn();
    Mono<Void> call = chain.filter(exchange).transformDeferred(CircuitBreakerOperator.of(breaker));
    return call.onErrorResume(
            error -> {
              if (!mayRepeat(exchange, error)) {
                return Mono.error(error);
              }
              ServerWebExchangeUtils.reset(exchange);
              return chain.filter(exchange).transformDeferred(CircuitBreakerOperator.of(breaker));
            })
        .onErrorResume(error -> fallback.answer(exchange, route, error));
  }

  private boolean mayRepeat(ServerWebExchange exchange, Throwable error) {
    HttpMethod method = exchange.getRequest().getMethod();
    return (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method))
        && !exchange.getResponse().isCommitted()
        && UpstreamFailure.of(error).repeatable()
        && retries.spend();
  }
}
