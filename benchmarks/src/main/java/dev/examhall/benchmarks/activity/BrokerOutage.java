package dev.examhall.benchmarks.activity;

import dev.examhall.embedded.KafkaServer;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.spool.DiskEventSpool;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.observability.activity.ActivityEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/**
 * The broker is killed while a service tells a thousand activities a second: what do callers
 * notice, and does everything arrive?
 */
final class BrokerOutage {

  private static final int PER_SECOND = 1_000;
  private static final Duration AROUND = Duration.ofSeconds(20);
  private static final Duration AWAY =
      Duration.parse(System.getProperty("examhall.bench.outage", "PT10M"));

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      })
  static class Service {}

  private final EventSpool spool;
  private final ActivityEvents events = new ActivityEvents("benchmarks", Clock.systemUTC());
  private final Set<String> offered = new HashSet<>();
  private String topic = "";

  private BrokerOutage(EventSpool spool) {
    this.spool = spool;
  }

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("examhall-bench-outage");
    KafkaServer kafka = new KafkaServer(new KafkaServer.Settings(folder.resolve("kafka"), 0, 0));
    kafka.start();
    try (ConfigurableApplicationContext service =
        new SpringApplicationBuilder(Service.class)
            .web(WebApplicationType.NONE)
            .run(
                "--spring.application.name=benchmarks",
                "--spring.main.banner-mode=off",
                "--EXAMHALL_DATA_DIR=" + folder,
                "--EXAMHALL_INTERNAL_SECRET=" + UUID.randomUUID() + UUID.randomUUID(),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers())) {
      DiskEventSpool spool = service.getBean(DiskEventSpool.class);
      BrokerOutage outage = new BrokerOutage(spool);
      outage.offer(AROUND);
      long[] before = outage.offer(AROUND);
      kafka.kill();
      long[] without = outage.offer(AWAY);
      long pending = spool.pendingBytes();
      long back = System.nanoTime();
      kafka.start();
      long[] after = outage.offer(AROUND);
      while (spool.pendingBytes() > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      double drained = (System.nanoTime() - back) / 1e9;
      int arrived = outage.arrived(kafka.bootstrapServers());
      System.out.printf(
          "broker away for %s at %,d activities/s: %,d offered, %,d arrived, %,d lost; %,d MB"
              + " waited on disk, gone %.0f s after the broker began to start%n",
          AWAY,
          PER_SECOND,
          outage.offered.size(),
          arrived,
          outage.offered.size() - arrived,
          pending >> 20,
          drained);
      say("before", before);
      say("without the broker", without);
      say("after", after);
    } finally {
      kafka.stop();
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private static void say(String when, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "  a call %s: p50 %.1f µs, p99 %.1f µs, p99.9 %.1f µs, longest %.1f ms%n",
        when,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3,
        nanos[(int) (nanos.length * 0.999)] / 1e3,
        nanos[nanos.length - 1] / 1e6);
  }

  /** Nanoseconds of each call. */
  private long[] offer(Duration during) {
    int count = (int) (during.toMillis() * PER_SECOND / 1_000);
    long[] nanos = new long[count];
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + i * 1_000_000_000L / PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      long begin = System.nanoTime();
      OutgoingEvent event =
          events.userAction(
              new Actor("student", UUID.randomUUID().toString(), "Student"),
              "answer-saved",
              new ObjectRef("question", String.valueOf(i % 50)),
              Map.of("revision", i));
      spool.offer(event);
      nanos[i] = System.nanoTime() - begin;
      offered.add(event.id().toString());
      topic = event.topic();
    }
    return nanos;
  }

  /** How many of the offered ones Kafka has. */
  private int arrived(String bootstrapServers) {
    Set<String> arrived = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "group.id", "benchmark"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer
            .poll(Duration.ofMillis(500))
            .forEach(
                record ->
                    arrived.add(
                        new String(
                            record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8)));
      }
    }
    arrived.retainAll(offered);
    return arrived.size();
  }
}
