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
      PartitionRepository partitions, PartitionProperties properties, RetireMonths retire) {
    return new PartitionKeeper(partitions, properties, retire, Clock.systemUTC());
  }

  @Bean
  RetireMonths retireMonths(
      PartitionRepository partitions, PartitionProperties properties, ChainStatements statements) {
    return new RetireMonths(partitions, properties, statements, Clock.systemUTC());
  }
}
