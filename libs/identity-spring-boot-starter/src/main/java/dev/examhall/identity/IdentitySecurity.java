package dev.examhall.identity;

import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import reactor.core.publisher.Mono;

/** Builds a service's security: who may call what is the service's, the rest is alike for all. */
public final class IdentitySecurity {

  private final ReactiveAuthenticationManager authentication;
  private final ScrapeToken scrapeToken;
  private final Problems problems;

  IdentitySecurity(
      ReactiveAuthenticationManager authentication, ScrapeToken scrapeToken, Problems problems) {
    this.authentication = authentication;
    this.scrapeToken = scrapeToken;
    this.problems = problems;
  }

  /**
   * A chain with bearer authentication, without sessions, with problem details for 401 and 403.
   *
   * <p>The probes {@code /actuator/health/liveness} and {@code /readiness} are open; the rest of
   * {@code /actuator} and {@code /v3/api-docs} are for services and operators; what {@code rules}
   * does not name is denied, so the rules must not end with {@code anyExchange()}.
   *
   * @param http may be narrowed by a {@code securityMatcher} before
   * @param rules the service's own paths, for example {@code rules ->
   *     rules.pathMatchers("/api/v1/exams/**").hasRole("TEACHER")}
   */
  public SecurityWebFilterChain chain(
      ServerHttpSecurity http, Customizer<ServerHttpSecurity.AuthorizeExchangeSpec> rules) {
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .headers(
            headers ->
                headers
                    // the gateway sends these for the whole suite
                    .hsts(ServerHttpSecurity.HeaderSpec.HstsSpec::disable)
                    .frameOptions(ServerHttpSecurity.HeaderSpec.FrameOptionsSpec::disable)
                    .xssProtection(ServerHttpSecurity.HeaderSpec.XssProtectionSpec::disable))
        .addFilterAt(bearer(), SecurityWebFiltersOrder.AUTHENTICATION)
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint((exchange, denied) -> problems.missingToken(exchange))
                    .accessDeniedHandler((exchange, denied) -> problems.forbidden(exchange)))
        .authorizeExchange(
            spec -> {
              spec.pathMatchers("/actuator/health/liveness", "/actuator/health/readiness")
                  .permitAll()
                  .pathMatchers(HttpMethod.GET, ScrapeToken.PATH)
                  .hasAnyRole(Caller.SERVICE, Role.OPERATOR.name(), ScrapeToken.ROLE)
                  .pathMatchers("/actuator", "/actuator/**", "/v3/api-docs", "/v3/api-docs/**")
                  .hasAnyRole(Caller.SERVICE, Role.OPERATOR.name());
              rules.customize(spec);
              spec.anyExchange().denyAll();
            })
        .build();
  }

  private AuthenticationWebFilter bearer() {
    ReactiveAuthenticationManager orScraper =
        asked ->
            asked instanceof ScrapeToken.Scraper
                ? Mono.just(asked)
                : authentication.authenticate(asked);
    AuthenticationWebFilter filter = new AuthenticationWebFilter(orScraper);
    filter.setServerAuthenticationConverter(
        exchange ->
            scrapeToken
                .of(exchange)
                .cast(Authentication.class)
                .switchIfEmpty(
                    Mono.defer(() -> BearerToken.of(exchange).cast(Authentication.class))));
    filter.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
    filter.setAuthenticationFailureHandler(this::failed);
    return filter;
  }

  private Mono<Void> failed(WebFilterExchange exchange, AuthenticationException failure) {
    return switch (failure) {
      case KeysUnavailableException unavailable -> problems.keysUnavailable(exchange.getExchange());
      case TokenRefusedException refused ->
          problems.refusedToken(exchange.getExchange(), String.valueOf(refused.getMessage()));
      default -> problems.missingToken(exchange.getExchange());
    };
  }
}
