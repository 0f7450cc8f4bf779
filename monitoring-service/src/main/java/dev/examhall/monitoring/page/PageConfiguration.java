package dev.examhall.monitoring.page;

import dev.examhall.identity.IdentitySecurity;
import dev.examhall.identity.Role;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  /**
   * The status page and the coarse health need no token: they say nothing that is not for
   * everybody, and must still be there, at the service's own address, when the gateway is what is
   * down.
   */
  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http, IdentitySecurity identity) {
    return identity.chain(
        http,
        rules ->
            rules
                .pathMatchers(HttpMethod.GET, "/status", "/api/health")
                .permitAll()
                .pathMatchers(HttpMethod.HEAD, "/status", "/api/health")
                .permitAll()
                .pathMatchers(HttpMethod.GET, "/api/v1/health")
                .hasRole(Role.OPERATOR.name()));
  }

  @Bean
  TemplateEngine templateEngine() {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, null, "dev.examhall.monitoring.templates");
    engine.setBinaryStaticContent(true);
    return engine;
  }

  @Bean
  StatusPage statusPage(TemplateEngine templates) throws IOException {
    return new StatusPage(
        templates, new ClassPathResource("status.css").getContentAsString(StandardCharsets.UTF_8));
  }
}
