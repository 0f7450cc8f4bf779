package dev.examhall.activitylog;

import dev.examhall.identity.IdentitySecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http, IdentitySecurity identity) {
    return identity.chain(
        http,
        rules ->
            // What somebody may read of it is decided per request, where a refusal can be noted.
            rules
                .pathMatchers(
                    "/activities",
                    "/activities/**",
                    "/api/v1/activities",
                    "/api/v1/activities/**",
                    "/api/v1/people/**")
                .authenticated());
  }
}
