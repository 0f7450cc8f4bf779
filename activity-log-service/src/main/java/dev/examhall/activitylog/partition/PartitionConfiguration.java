package dev.examhall.activitylog.partition;

import dev.examhall.activitylog.chain.ChainStatements;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PartitionProperties.class)
class PartitionConfiguration {

  @Bean
  PartitionKeeper partitionKeeper(
      PartitionRepository partitions, PartitionProperties properties, ChainStatements statements) {
    return new PartitionKeeper(partitions, properties, statements, Clock.systemUTC());
  }
}
