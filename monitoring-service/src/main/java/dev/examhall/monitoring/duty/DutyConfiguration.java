package dev.examhall.monitoring.duty;

import dev.examhall.monitoring.MonitoringProperties;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class DutyConfiguration {

  @Bean
  DutyKeeper dutyKeeper(
      ConnectionFactory connections, MonitoringProperties properties, Clock clock) {
    return new DutyKeeper(
        new DutyLockRepository(connections),
        properties.duty().interval(),
        clock,
        Schedulers.parallel());
  }
}
