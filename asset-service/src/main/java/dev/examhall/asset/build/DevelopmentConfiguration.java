package dev.examhall.asset.build;

import dev.examhall.asset.bundle.SourceBundler;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The bundler of development mode. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("examhall.bundles.development")
class DevelopmentConfiguration {

  @Bean
  SourceBundler sourceBundler(Environment environment) throws IOException {
    Path sources = Path.of(environment.getRequiredProperty("examhall.bundles.development"));
    String tools = environment.getProperty("examhall.bundles.development-tools", "");
    return new EsbuildSourceBundler(
        sources,
        tools.isEmpty()
            ? DevelopmentTools.besides(sources)
            : DevelopmentTools.read(Path.of(tools)));
  }
}
