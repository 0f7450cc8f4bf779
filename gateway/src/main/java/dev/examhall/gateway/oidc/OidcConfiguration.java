package dev.examhall.gateway.oidc;

import dev.examhall.gateway.session.SignedText;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;

/**
 * Authorization code with PKCE, state and nonce, by Spring Security's client; at its end begins one
 * of the gateway's own sessions, by the same rules as after the form.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("examhall.gateway.oidc.issuer")
class OidcConfiguration {

  @Bean
  IssuerClient issuer(OidcProperties properties) {
    return new IssuerClient(properties, Objects.requireNonNull(properties.issuer()));
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  SecurityWebFilterChain organisationDoor(
      ServerHttpSecurity http, IssuerClient issuer, SignedText signed, OrganisationSignIn signIn) {
    return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/oauth2/**"))
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .headers(ServerHttpSecurity.HeaderSpec::disable)
        .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .oauth2Login(
            login ->
                login
                    .clientRegistrationRepository(issuer)
                    .authorizedClientRepository(new NothingKept())
                    .authorizationRequestRepository(new RequestCookie(signed))
                    .authorizationRequestResolver(resolver(issuer))
                    .authenticationMatcher(
                        new PathPatternParserServerWebExchangeMatcher(
                            "/oauth2/callback/{registrationId}"))
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .authenticationSuccessHandler(signIn)
                    .authenticationFailureHandler(signIn))
        .exceptionHandling(
            handling ->
                handling.authenticationEntryPoint(
                    (exchange, denied) -> signIn.nothingHere(exchange)))
        .authorizeExchange(spec -> spec.anyExchange().denyAll())
        .build();
  }

  private static ServerOAuth2AuthorizationRequestResolver resolver(IssuerClient issuer) {
    DefaultServerOAuth2AuthorizationRequestResolver resolver =
        new DefaultServerOAuth2AuthorizationRequestResolver(
            issuer,
            new PathPatternParserServerWebExchangeMatcher(
                "/oauth2/authorization/{registrationId}"));
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    return resolver;
  }
}
