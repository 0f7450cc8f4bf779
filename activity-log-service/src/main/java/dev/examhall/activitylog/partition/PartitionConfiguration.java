package dev.examhall.activitylog.partition;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PartitionProperties.class)
class PartitionConfiguration {

  @Bean
  PartitionKeeper partitionKeeper(PartitionRepository partitions, PartitionProperties properties) {
    return new PartitionKeeper(partitions, properties, Clock.systemUTC());
  }
}
