package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.DeadLetters;
import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.eventdelivery.publishing.TopicsClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/** Consumers for every bean of type {@link EventSubscription}. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
public class EventConsumingAutoConfiguration {

  @Bean
  EventConsumers eventConsumers(
      KafkaProperties kafka,
      KafkaConnectionDetails connection,
      EventDeliveryProperties properties,
      ServiceId service,
      TopicsClient topics,
      EventPublisher publisher,
      MeterRegistry meters,
      ObjectProvider<EventSubscription<?>> subscriptions) {
    Map<String, Object> consumer = consumerProperties(kafka, connection);
    EventListenerContainers containers =
        new EventListenerContainers(
            consumer,
            service.value(),
            properties.consumer(),
            topics,
            new DeadLetterPublisher(publisher, meters));
    List<EventSubscription<?>> all = subscriptions.orderedStream().toList();
    return new EventConsumers(containers, all, topics, meters);
  }

  @Bean
  DeadLetters deadLetters(
      KafkaProperties kafka,
      KafkaConnectionDetails connection,
      ServiceId service,
      EventPublisher publisher) {
    return new DeadLetterListener(
        consumerProperties(kafka, connection), service.value(), publisher);
  }

  private static Map<String, Object> consumerProperties(
      KafkaProperties kafka, KafkaConnectionDetails connection) {
    Map<String, Object> consumer = kafka.buildConsumerProperties();
    consumer.put(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getConsumer().getBootstrapServers());
    return consumer;
  }
}
