package dev.examhall.identity;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Reads the suite's environment variables, below everything that a service configures itself. */
final class IdentityDefaults implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "examhall-identity",
                Map.of(
                    "examhall.identity.internal-secret", "${EXAMHALL_INTERNAL_SECRET:}",
                    "examhall.identity.internal-secret-previous",
                        "${EXAMHALL_INTERNAL_SECRET_PREVIOUS:}",
                    "examhall.identity.scrape-token", "${EXAMHALL_SCRAPE_TOKEN:}",
                    "examhall.identity.jwks-uri",
                        "${EXAMHALL_GATEWAY_URL:http://127.0.0.1:8080}/.well-known/jwks.json",
                    // only services and operators get there; probes stay a bare status
                    "management.endpoint.health.show-details", "always",
                    "management.endpoint.health.group.liveness.show-details", "never",
                    "management.endpoint.health.group.readiness.show-details", "never")));
  }
}
