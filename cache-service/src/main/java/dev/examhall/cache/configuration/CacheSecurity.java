package dev.examhall.cache.configuration;

import dev.examhall.identity.IdentitySecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Only services may use the cache. */
@Configuration(proxyBeanMethods = false)
class CacheSecurity {

  @Bean
  SecurityWebFilterChain cacheSecurityChain(IdentitySecurity identity, ServerHttpSecurity http) {
    return identity.chain(http, rules -> rules.pathMatchers("/api/v1/cache/**").hasRole("SERVICE"));
  }
}
