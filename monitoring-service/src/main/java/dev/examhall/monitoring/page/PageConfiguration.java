package dev.examhall.monitoring.page;

import dev.examhall.identity.IdentitySecurity;
import dev.examhall.identity.Role;
import dev.examhall.monitoring.alerting.AlertWatch;
import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.history.PastHealth;
import dev.examhall.monitoring.maintenance.Maintenance;
import dev.examhall.monitoring.readings.ServiceReadings;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
                .pathMatchers(HttpMethod.POST, "/api/v1/browser-errors")
                .hasAnyRole("VISITOR", "SERVICE")
                .pathMatchers(
                    "/ops",
                    "/ops/**",
                    "/api/v1/health",
                    "/api/v1/health/**",
                    "/api/v1/alerts",
                    "/api/v1/alerts/**",
                    "/api/v1/errors",
                    "/api/v1/errors/**",
                    "/api/v1/maintenance-windows",
                    "/api/v1/maintenance-windows/**")
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
    return new StatusPage(templates, text("status.css"));
  }

  @Bean
  OpsPages opsPages(TemplateEngine templates) throws IOException {
    return new OpsPages(templates, text("status.css") + text("ops.css"), text("ops.js"));
  }

  @Bean
  OpsFeed opsFeed(
      HealthBoard board,
      AlertWatch alerts,
      Maintenance maintenance,
      ServiceReadings readings,
      PastHealth past,
      DutyKeeper duty,
      Clock clock) {
    return new OpsFeed(board, alerts, maintenance, readings, past, duty, clock);
  }

  private static String text(String resource) throws IOException {
    return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
  }
}
