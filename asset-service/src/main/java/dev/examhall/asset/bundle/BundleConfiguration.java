package dev.examhall.asset.bundle;

import dev.examhall.asset.problem.AssetProblems;
import io.micrometer.observation.ObservationPredicate;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyPipeline;

/** Wires page bundles. */
@Configuration(proxyBeanMethods = false)
class BundleConfiguration {

  @Bean
  @ConditionalOnProperty(
      name = "examhall.bundles.development",
      havingValue = "false",
      matchIfMissing = true)
  Bundles bundles(
      BundleProperties properties,
      ObjectProvider<ReleaseStore> store,
      Scheduler fileScheduler,
      Clock clock)
      throws IOException {
    int kept = properties.keptReleases();
    ReleaseArchive archive = new ReleaseArchive(properties.releasesFolder(), kept, clock);
    ReleaseStore shared = store.getIfAvailable();
    return new ReleasedBundles(
        BundleRelease.current(),
        properties.cdnBase(),
        archive,
        shared == null ? null : new SharedReleases(shared, archive, kept),
        fileScheduler,
        clock);
  }

  /**
   * A span for each file would cost more CPU than the file; the gateway has one. {@link
   * BundleRequests} counts them.
   */
  @Bean
  ObservationPredicate bundlesAreNotObserved() {
    return (name, context) ->
        !(context instanceof ServerRequestObservationContext request
            && request.getCarrier() != null
            && request.getCarrier().getURI().getRawPath() != null
            && request.getCarrier().getURI().getRawPath().startsWith(BundleRelease.PUBLIC_PREFIX));
  }

  @Bean
  BundleWebFilter bundleWebFilter(
      Bundles bundles, AssetProblems problems, BundleRequests requests) {
    return new BundleWebFilter(bundles, problems, requests);
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> bundleFastPath(
      Bundles bundles, BundleRequests requests) {
    return factory ->
        factory.addServerCustomizers(
            server ->
                server.doOnChannelInit(
                    (observer, channel, address) -> {
                      ChannelPipeline pipeline = channel.pipeline();
                      if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
                        pipeline.addBefore(
                            NettyPipeline.HttpTrafficHandler,
                            "examhall.bundles",
                            new BundleChannelHandler(bundles, requests));
                      }
                    }));
  }
}
