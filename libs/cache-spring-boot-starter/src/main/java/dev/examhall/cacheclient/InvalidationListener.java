package dev.examhall.cacheclient;

import dev.examhall.events.cache.v1.CacheInvalidated;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears what other processes invalidated: every instance reads all partitions, without a consumer
 * group, from the moment it starts. Whenever something may have been missed (the beginning, a
 * failure, an unreadable event), all near copies go.
 */
final class InvalidationListener implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(InvalidationListener.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final JsonMapper mapper;
  private final Stamps stamps;
  private final CacheMetrics metrics;
  private @Nullable Thread thread;
  private volatile CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Consumer<String, byte[]> polling;
  private long epoch;

  InvalidationListener(
      Supplier<Consumer<String, byte[]>> consumers,
      JsonMapper mapper,
      Stamps stamps,
      CacheMetrics metrics) {
    this.consumers = consumers;
    this.mapper = mapper;
    this.stamps = stamps;
    this.metrics = metrics;
  }

  @Override
  public synchronized void start() {
    if (thread == null) {
      stop = new CountDownLatch(1);
      thread = Thread.ofPlatform().name("cache-invalidations").daemon().start(this::listen);
    }
  }

  @Override
  public synchronized void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    stop.countDown();
    Consumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      running.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void listen() {
    Duration pause = FIRST_PAUSE;
    while (!stopped()) {
      long began = System.nanoTime();
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        polling = consumer;
        read(consumer);
      } catch (WakeupException e) {
        // stop() was called, and the loop's condition sees it.
      } catch (KafkaException | IllegalStateException e) {
        log.warn(
            "Invalidations are not heard; near copies live their bound. reason={}", e.toString());
      } finally {
        polling = null;
      }
      if (System.nanoTime() - began > Duration.ofMinutes(1).toNanos()) {
        pause = FIRST_PAUSE;
      }
      pause(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void read(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> assigned = new HashSet<>();
    long lookAgainAt = System.nanoTime();
    while (!stopped()) {
      if (System.nanoTime() - lookAgainAt >= 0) {
        boolean found = assignNew(consumer, assigned);
        Duration next = found ? LOOK_FOR_PARTITIONS : POLL;
        lookAgainAt = System.nanoTime() + next.toNanos();
      }
      if (assigned.isEmpty()) {
        pause(POLL);
      } else {
        consumer.poll(POLL).forEach(this::hear);
      }
    }
  }

  private boolean assignNew(Consumer<String, byte[]> consumer, Set<TopicPartition> assigned) {
    List<TopicPartition> added =
        consumer.partitionsFor(CacheInvalidated.TOPIC).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .filter(partition -> !assigned.contains(partition))
            .toList();
    if (!added.isEmpty()) {
      assigned.addAll(added);
      consumer.assign(assigned);
      consumer.seekToEnd(added);
      added.forEach(consumer::position);
      // What was invalidated before the positions were known was not heard.
      stamps.invalidateEverything();
      log.info("Hearing invalidations. partitions={}", assigned.size());
    }
    return !assigned.isEmpty();
  }

  private void hear(ConsumerRecord<String, byte[]> message) {
    try {
      CacheInvalidated event = mapper.readValue(message.value(), CacheInvalidated.class);
      if (event.epoch() != epoch || !event.tags().isEmpty()) {
        epoch = event.epoch();
        stamps.invalidateEverything();
      }
      event.patterns().stream().map(CachePattern::parse).forEach(stamps::invalidate);
      metrics.invalidationHeard();
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      stamps.invalidateEverything();
      log.warn(
          "An invalidation is unreadable; all near copies are dropped. partition={} offset={}",
          message.partition(),
          message.offset());
    }
  }

  private void pause(Duration duration) {
    try {
      if (stop.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("Stopping.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  /** Settings that the listener needs, over those of the service. */
  static Map<String, Object> settings() {
    return Map.of(
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "latest",
        "allow.auto.create.topics",
        false,
        "fetch.max.wait.ms",
        500,
        "default.api.timeout.ms",
        5_000,
        "request.timeout.ms",
        4_000);
  }
}
