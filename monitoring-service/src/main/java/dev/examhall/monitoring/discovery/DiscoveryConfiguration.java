package dev.examhall.monitoring.discovery;

import dev.examhall.monitoring.polling.WatchedTargets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KubernetesProperties.class)
@ConditionalOnBooleanProperty("examhall.monitoring.kubernetes.enabled")
class DiscoveryConfiguration {

  @Bean
  TargetDiscovery targetDiscovery(KubernetesProperties properties, WatchedTargets targets) {
    return new TargetDiscovery(
        new KubernetesClient(properties, Schedulers.boundedElastic()),
        targets,
        properties.interval(),
        Schedulers.parallel());
  }
}
