package dev.examhall.monitoring.maintenance;

import dev.examhall.monitoring.MonitoringProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class MaintenanceConfiguration {

  @Bean
  Maintenance maintenance(DatabaseClient database, MonitoringProperties properties, Clock clock) {
    return new Maintenance(
        new MaintenanceRepository(database),
        properties.history().flush(),
        clock,
        Schedulers.parallel());
  }
}
