package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.publishing.TopicsClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Runs the consumers of every {@link EventSubscription}: starts each as soon as its topic is ready,
 * so that a service starts without Kafka, and starts those anew that died.
 */
final class EventConsumers implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(EventConsumers.class);

  private static final long CHECK_MILLIS = 2_000;

  private final EventListenerContainers containers;
  private final List<EventSubscription<?>> subscriptions;
  private final TopicsClient topics;
  private final MeterRegistry meters;
  private @Nullable ScheduledExecutorService caretaker;
  private volatile List<Consumer> consumers = List.of();

  EventConsumers(
      EventListenerContainers containers,
      List<EventSubscription<?>> subscriptions,
      TopicsClient topics,
      MeterRegistry meters) {
    this.containers = containers;
    this.subscriptions = subscriptions;
    this.topics = topics;
    this.meters = meters;
  }

  /**
   * One subscription with its containers; touched by the caretaker's thread, and stopped by others.
   */
  private final class Consumer {

    private final EventSubscription<?> subscription;
    private volatile List<KafkaMessageListenerContainer<String, byte[]>> running = List.of();
    private boolean waiting;

    Consumer(EventSubscription<?> subscription) {
      this.subscription = subscription;
    }

    void check() {
      try {
        if (running.isEmpty()) {
          begin();
        } else {
          restartDead();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        if (!waiting) {
          waiting = true;
          log.warn("{} cannot be consumed yet: {}", subscription.topic(), e.toString());
        }
      }
    }

    private void begin() throws InterruptedException {
      topics.ensureReady(Set.of(subscription.topic()));
      List<KafkaMessageListenerContainer<String, byte[]>> created = containers.create(subscription);
      created.forEach(KafkaMessageListenerContainer::start);
      running = created;
      waiting = false;
      if (subscription.delivery() instanceof EventSubscription.Delivery.OneInstance group) {
        Gauge.builder(EventDeliveryMetric.CONSUMER_LAG.id(), this, Consumer::lag)
            .tag("topic", subscription.topic())
            .tag("group", group.purpose())
            .register(meters);
      }
      log.info("{} is consumed", subscription.topic());
    }

    /** Of the partition that is furthest behind; 0 before anything was read. */
    private double lag() {
      return running.stream()
          .flatMap(container -> container.metrics().values().stream())
          .flatMap(metrics -> metrics.entrySet().stream())
          .filter(metric -> metric.getKey().name().equals("records-lag-max"))
          .map(metric -> metric.getValue().metricValue())
          .filter(Double.class::isInstance)
          .mapToDouble(Double.class::cast)
          .filter(records -> !Double.isNaN(records))
          .max()
          .orElse(0);
    }

    private void restartDead() {
      for (KafkaMessageListenerContainer<String, byte[]> container : running) {
        if (!container.isRunning()) {
          log.warn("The consumer {} died and starts anew", container.getBeanName());
          meters
              .counter(EventDeliveryMetric.CONSUMER_RESTARTS.id(), "topic", subscription.topic())
              .increment();
          container.start();
        }
      }
    }

    void stop() {
      running.forEach(KafkaMessageListenerContainer::stop);
    }
  }

  @Override
  public void start() {
    if (caretaker != null || subscriptions.isEmpty()) {
      return;
    }
    List<Consumer> wanted = new ArrayList<>();
    subscriptions.forEach(subscription -> wanted.add(new Consumer(subscription)));
    consumers = List.copyOf(wanted);
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("event-consumers").daemon().factory());
    caretaker = executor;
    var unused =
        executor.scheduleWithFixedDelay(
            () -> consumers.forEach(Consumer::check), 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    ScheduledExecutorService executor = caretaker;
    if (executor == null) {
      return;
    }
    caretaker = null;
    executor.shutdownNow();
    try {
      // Else a consumer could begin after it was told to stop.
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("A consumer is still being started while the service stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumers.forEach(Consumer::stop);
    consumers = List.of();
  }

  @Override
  public boolean isRunning() {
    return caretaker != null;
  }

  @Override
  public int getPhase() {
    return AbstractMessageListenerContainer.DEFAULT_PHASE;
  }
}
