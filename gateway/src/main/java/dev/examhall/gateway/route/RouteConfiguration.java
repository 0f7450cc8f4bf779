package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.web.AllowedMethods;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the routes share. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

  /** Breakers alone: how many calls of a route run at once is {@link OverloadFilter}'s to say. */
  @Bean
  CircuitBreakerRegistry circuitBreakers(GatewayProperties properties, MeterRegistry meters) {
    CircuitBreakerRegistry breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(properties.upstream().breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                .recordException(error -> UpstreamFailure.of(error).countsAgainstService())
                .build());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    return breakers;
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> plainRelayDoor(PlainRelay relay) {
    return factory ->
        factory.addServerCustomizers(
            server ->
                server.doOnChannelInit((observer, channel, remote) -> relay.install(channel)));
  }

  @Bean
  AllowedMethods allowedMethods() {
    return RouteTable::methodsAt;
  }
}
