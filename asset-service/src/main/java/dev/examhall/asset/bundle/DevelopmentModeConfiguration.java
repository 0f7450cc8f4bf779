package dev.examhall.asset.bundle;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Serves the sources instead of the release. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("examhall.bundles.development")
class DevelopmentModeConfiguration {

  @Bean
  DevelopmentBundles bundles(SourceBundler bundler, Environment environment) throws IOException {
    return new DevelopmentBundles(
        BundleRelease.current(),
        Path.of(environment.getRequiredProperty("examhall.bundles.development")),
        bundler);
  }

  @Bean
  LiveReloadWebFilter liveReloadWebFilter(DevelopmentBundles bundles) {
    return new LiveReloadWebFilter(bundles);
  }
}
