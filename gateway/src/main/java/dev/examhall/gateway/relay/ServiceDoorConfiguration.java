package dev.examhall.gateway.relay;

import dev.examhall.identity.Caller;
import dev.examhall.identity.IdentitySecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/**
 * What the gateway itself serves to services: its keys and its actuator, by service tokens.
 * Requests of people don't pass this chain: the route table decides about them.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ServiceDoorConfiguration {

  @Bean
  SecurityWebFilterChain serviceDoor(IdentitySecurity security, ServerHttpSecurity http) {
    http.securityMatcher(
        ServerWebExchangeMatchers.matchers(
            new PathPatternParserServerWebExchangeMatcher("/actuator"),
            new PathPatternParserServerWebExchangeMatcher("/actuator/**"),
            new PathPatternParserServerWebExchangeMatcher("/.well-known/jwks.json")));
    return security.chain(
        http, rules -> rules.pathMatchers("/.well-known/jwks.json").hasRole(Caller.SERVICE));
  }
}
