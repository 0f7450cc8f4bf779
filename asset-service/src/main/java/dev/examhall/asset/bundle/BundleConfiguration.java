package dev.examhall.asset.bundle;

import dev.examhall.asset.problem.AssetProblems;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Wires page bundles. */
@Configuration(proxyBeanMethods = false)
class BundleConfiguration {

  @Bean
  Bundles bundles(BundleProperties properties, Scheduler fileScheduler, Clock clock)
      throws IOException {
    return new ReleasedBundles(
        BundleRelease.current(),
        properties.cdnBase(),
        new ReleaseArchive(properties.releasesFolder(), properties.keptReleases(), clock),
        fileScheduler,
        clock);
  }

  @Bean
  BundleWebFilter bundleWebFilter(Bundles bundles, AssetProblems problems) {
    return new BundleWebFilter(bundles, problems);
  }
}
