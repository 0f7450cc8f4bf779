package dev.examhall.asset;

import dev.examhall.asset.media.MediaProperties;
import dev.examhall.identity.IdentitySecurity;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What bundles and media share: who may call what, and where blocking work runs. */
@Configuration(proxyBeanMethods = false)
class AssetConfiguration {

  /**
   * {@code /media} is opened by a cookie alone; a token that the gateway adds is not even looked
   * at.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  SecurityWebFilterChain mediaSecurity(ServerHttpSecurity http) {
    return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/media/**"))
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .headers(ServerHttpSecurity.HeaderSpec::disable)
        .authorizeExchange(rules -> rules.anyExchange().permitAll())
        .build();
  }

  @Bean
  SecurityWebFilterChain security(IdentitySecurity security, ServerHttpSecurity http) {
    return security.chain(
        http,
        rules ->
            rules
                .pathMatchers("/api/v1/pages/**", "/api/v1/media", "/api/v1/media-links/**")
                .hasRole("SERVICE"));
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /**
   * The one place where this service blocks: bounded, so that slow disks refuse work and don't pile
   * it up.
   */
  @Bean(destroyMethod = "dispose")
  Scheduler fileScheduler(MediaProperties properties) {
    return Schedulers.newBoundedElastic(properties.workers(), properties.waiting(), "files");
  }
}
