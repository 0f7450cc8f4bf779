package dev.examhall.observability.health;

import java.io.File;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The health contributors {@code kafka}, {@code memory} and {@code diskSpace}. */
@AutoConfiguration(
    after = KafkaAutoConfiguration.class,
    beforeName =
        "org.springframework.boot.health.autoconfigure.application.DiskSpaceHealthContributorAutoConfiguration")
@EnableConfigurationProperties(HealthProperties.class)
public class ServiceHealthAutoConfiguration {

  @Bean
  MemoryHealthIndicator memoryHealthIndicator(HealthProperties limits) {
    return new MemoryHealthIndicator(limits);
  }

  /** Named like Spring Boot's own, which stands back for it. */
  @Bean
  DiskHealthIndicator diskSpaceHealthIndicator(HealthProperties limits, Environment environment) {
    return new DiskHealthIndicator(
        new File(environment.getProperty("EXAMHALL_DATA_DIR", ".")), limits);
  }

  @Bean
  @ConditionalOnBean(KafkaConnectionDetails.class)
  KafkaHealthIndicator kafkaHealthIndicator(
      KafkaProperties kafka, KafkaConnectionDetails connection, HealthProperties limits) {
    Map<String, Object> admin = kafka.buildAdminProperties();
    admin.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getAdmin().getBootstrapServers());
    int timeout = (int) limits.kafkaTimeout().toMillis();
    admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    admin.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    // A broker that is away would otherwise be asked ten times a second.
    admin.put(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, 500L);
    return new KafkaHealthIndicator(() -> Admin.create(admin), limits.kafkaTimeout());
  }
}
