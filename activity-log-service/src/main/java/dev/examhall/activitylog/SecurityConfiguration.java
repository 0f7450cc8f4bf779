package dev.examhall.activitylog;

import dev.examhall.identity.IdentitySecurity;
import dev.examhall.identity.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http, IdentitySecurity identity) {
    return identity.chain(
        http,
        rules ->
            rules
                .pathMatchers(
                    HttpMethod.GET,
                    "/activities",
                    "/activities/**",
                    "/api/v1/activities",
                    "/api/v1/activities/**")
                .hasAnyRole(Role.OPERATOR.name(), Role.TEACHER.name()));
  }
}
