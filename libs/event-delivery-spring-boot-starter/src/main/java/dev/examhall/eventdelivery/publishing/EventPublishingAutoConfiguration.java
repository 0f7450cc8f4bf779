package dev.examhall.eventdelivery.publishing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What sends events to Kafka, whoever hands them over. */
@AutoConfiguration(
    after = KafkaAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(EventDeliveryProperties.class)
public class EventPublishingAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ServiceId serviceId(Environment environment) {
    return new ServiceId(environment.getRequiredProperty("spring.application.name"));
  }

  @Bean
  EventEncoder eventEncoder() {
    return new EventEncoder();
  }

  @Bean
  TopicsClient topicsClient(
      KafkaProperties kafka,
      KafkaConnectionDetails connection,
      EventDeliveryProperties properties) {
    Map<String, Object> admin = kafka.buildAdminProperties();
    admin.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getAdmin().getBootstrapServers());
    admin.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return new TopicsClient(
        () -> Admin.create(admin), properties.topicDefaults(), properties.topics());
  }

  @Bean
  EventPublisher eventPublisher(
      KafkaProperties kafka,
      KafkaConnectionDetails connection,
      EventDeliveryProperties properties,
      TopicsClient topics,
      ServiceId service) {
    Map<String, Object> producer = producerProperties(kafka, connection, properties.producer());
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, service.value() + "-events");
    return new EventPublisher(
        () -> new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer()),
        topics,
        service.value());
  }

  private static Map<String, Object> producerProperties(
      KafkaProperties kafka,
      KafkaConnectionDetails connection,
      EventDeliveryProperties.Producer settings) {
    Map<String, Object> producer = new HashMap<>(kafka.buildProducerProperties());
    producer.put(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getProducer().getBootstrapServers());
    // What delivery promises depends on these, so they are not for configuration to change.
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.maxBlock().toMillis());
    producer.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis());
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    producer.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(10_000, settings.deliveryTimeout().toMillis() - 5));
    // The events of a moment are much alike: to write, send and keep fewer bytes saves more than it
    // takes.
    producer.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
    producer.putIfAbsent(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return producer;
  }

  /** For services and tests without a registry of their own. */
  @Bean
  @ConditionalOnMissingBean(MeterRegistry.class)
  CompositeMeterRegistry eventDeliveryMeterRegistry() {
    return Metrics.globalRegistry;
  }
}
