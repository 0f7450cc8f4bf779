package dev.examhall.identity;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Identity for a reactive service; a service without a chain of its own denies all but probes. */
@AutoConfiguration(
    before = {
      ReactiveUserDetailsServiceAutoConfiguration.class,
      ReactiveWebSecurityAutoConfiguration.class,
      ReactiveManagementWebSecurityAutoConfiguration.class
    })
@EnableConfigurationProperties(IdentityProperties.class)
final class IdentityAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  InternalSecrets internalSecrets(IdentityProperties properties) {
    return InternalSecrets.of(properties.internalSecret(), properties.internalSecretPrevious());
  }

  @Bean
  @ConditionalOnMissingBean
  ServiceTokens serviceTokens(InternalSecrets secrets, Environment environment) {
    return new ServiceTokens(serviceId(environment), secrets, Clock.systemUTC());
  }

  @Bean
  @ConditionalOnMissingBean(ReactiveAuthenticationManager.class)
  PeopleKeys peopleKeys(IdentityProperties properties, ServiceTokens tokens) {
    JwksClient jwks = new JwksClient(properties.jwksUri(), properties.jwksTimeout(), tokens);
    return new PeopleKeys(
        jwks::fetch, Clock.systemUTC(), properties.jwksMaxAge(), properties.jwksMinInterval());
  }

  @Bean
  @ConditionalOnBean(PeopleKeys.class)
  KeysAhead keysAhead(PeopleKeys keys) {
    return new KeysAhead(keys);
  }

  @Bean
  @ConditionalOnMissingBean(ReactiveAuthenticationManager.class)
  TokenAuthentication tokenAuthentication(
      IdentityProperties properties,
      InternalSecrets secrets,
      PeopleKeys keys,
      Environment environment) {
    Clock clock = Clock.systemUTC();
    return new TokenAuthentication(
        new TokenVerifier(serviceId(environment), secrets, keys, clock, properties.clockSkew()),
        clock,
        properties.verifiedTokens());
  }

  @Bean
  @ConditionalOnMissingBean
  IdentitySecurity identitySecurity(
      ReactiveAuthenticationManager tokenAuthentication,
      IdentityProperties properties,
      Environment environment) {
    return new IdentitySecurity(
        tokenAuthentication,
        ScrapeToken.of(properties.scrapeToken()),
        new Problems(serviceId(environment)));
  }

  @Bean
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  @ConditionalOnBooleanProperty(name = "examhall.identity.time-left", matchIfMissing = true)
  TimeLeft timeLeft(Environment environment) {
    return new TimeLeft(new Problems(serviceId(environment)));
  }

  /** An observation for each security filter costs more than the filter. */
  @Bean
  @ConditionalOnMissingBean
  SecurityObservationSettings securityObservationSettings() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  @ConditionalOnMissingBean(SecurityWebFilterChain.class)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  SecurityWebFilterChain denyingChain(IdentitySecurity security, ServerHttpSecurity http) {
    return security.chain(http, rules -> {});
  }

  private static String serviceId(Environment environment) {
    String name = environment.getProperty("spring.application.name");
    if (name == null || name.isBlank()) {
      throw new IdentityConfigurationException(
          "spring.application.name is not set: it is the service's id, and the audience of tokens.",
          "Set spring.application.name to the service's folder name.");
    }
    return name;
  }
}
