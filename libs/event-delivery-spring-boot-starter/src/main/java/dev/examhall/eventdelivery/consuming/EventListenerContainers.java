package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.TopicsClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.TopicPartitionOffset.SeekPosition;
import org.springframework.util.backoff.ExponentialBackOff;

/** Builds the consumers of a subscription; its topic must be ready. */
final class EventListenerContainers {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Map<String, Object> consumerProperties;
  private final String service;
  private final EventDeliveryProperties.Consumer settings;
  private final TopicsClient topics;
  private final DeadLetterPublisher deadLetters;

  EventListenerContainers(
      Map<String, Object> consumerProperties,
      String service,
      EventDeliveryProperties.Consumer settings,
      TopicsClient topics,
      DeadLetterPublisher deadLetters) {
    this.consumerProperties = consumerProperties;
    this.service = service;
    this.settings = settings;
    this.topics = topics;
    this.deadLetters = deadLetters;
  }

  <T> List<KafkaMessageListenerContainer<String, byte[]>> create(
      EventSubscription<T> subscription) {
    return switch (subscription.delivery()) {
      case EventSubscription.Delivery.OneInstance shared -> inGroup(subscription, shared);
      case EventSubscription.Delivery.EveryInstance ignored -> List.of(onItsOwn(subscription));
    };
  }

  private <T> List<KafkaMessageListenerContainer<String, byte[]>> inGroup(
      EventSubscription<T> subscription, EventSubscription.Delivery.OneInstance shared) {
    String group = service + "." + shared.purpose();
    List<KafkaMessageListenerContainer<String, byte[]>> containers = new ArrayList<>();
    for (int i = 0; i < shared.concurrency(); i++) {
      ContainerProperties properties = new ContainerProperties(subscription.topic());
      properties.setGroupId(group);
      properties.setAckMode(AckMode.BATCH);
      properties.setMessageListener(
          listener(
              subscription,
              (record, reason, detail) -> deadLetters.putAside(record, group, reason, detail)));
      containers.add(container(properties, group + "-" + i, "earliest"));
    }
    return containers;
  }

  private <T> KafkaMessageListenerContainer<String, byte[]> onItsOwn(
      EventSubscription<T> subscription) {
    TopicPartitionOffset[] all =
        IntStream.range(0, topics.partitions(subscription.topic()))
            .mapToObj(
                partition ->
                    new TopicPartitionOffset(subscription.topic(), partition, SeekPosition.END))
            .toArray(TopicPartitionOffset[]::new);
    ContainerProperties properties = new ContainerProperties(all);
    // Without a group there is nothing to commit to: nobody ever acknowledges.
    properties.setAckMode(AckMode.MANUAL);
    properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
    properties.setMessageListener(
        listener(
            subscription,
            (record, reason, detail) -> {
              deadLetters.leaveOut(new Decoded.Unreadable<>(record, reason, detail));
              return CompletableFuture.completedFuture(null);
            }));
    return container(properties, service + ".every-instance." + subscription.topic(), "latest");
  }

  private <T> BatchListener<T> listener(
      EventSubscription<T> subscription, BatchListener.Aside aside) {
    return new BatchListener<>(
        new EventDecoder<>(subscription.type(), subscription.data()),
        subscription.handler(),
        aside,
        settings.handlingTimeout());
  }

  private KafkaMessageListenerContainer<String, byte[]> container(
      ContainerProperties properties, String name, String startWithoutOffset) {
    Map<String, Object> consumer = new HashMap<>(consumerProperties);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, startWithoutOffset);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxBatch());
    consumer.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    properties.setMissingTopicsFatal(false);
    ExponentialBackOff untilItWorks = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2);
    untilItWorks.setMaxInterval(LONGEST_PAUSE_MILLIS);
    KafkaMessageListenerContainer<String, byte[]> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                consumer, new StringDeserializer(), new ByteArrayDeserializer()),
            properties);
    DefaultErrorHandler errors = new DefaultErrorHandler(untilItWorks);
    errors.setLogLevel(org.springframework.kafka.KafkaException.Level.WARN);
    container.setCommonErrorHandler(errors);
    container.setBeanName(name);
    return container;
  }
}
