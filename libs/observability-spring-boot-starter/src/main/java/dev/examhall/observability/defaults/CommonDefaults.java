package dev.examhall.observability.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds {@code examhall-defaults.properties} with the lowest precedence: whatever a service
 * configures itself wins.
 */
public final class CommonDefaults implements EnvironmentPostProcessor {

  private static final String FILE = "examhall-defaults.properties";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    try {
      environment
          .getPropertySources()
          .addLast(
              new ResourcePropertySource(
                  "examhallDefaults",
                  new ClassPathResource(FILE, CommonDefaults.class.getClassLoader())));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " is not in the jar", e);
    }
  }
}
