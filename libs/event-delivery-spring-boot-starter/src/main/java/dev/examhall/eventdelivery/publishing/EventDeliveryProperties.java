package dev.examhall.eventdelivery.publishing;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How events get out and in.
 *
 * @param topicDefaults for topics that have no entry in {@code topics}
 * @param topics settings of single topics, by name
 */
@Validated
@ConfigurationProperties("examhall.event-delivery")
public record EventDeliveryProperties(
    @Valid @DefaultValue TopicDefaults topicDefaults,
    @DefaultValue Map<String, @Valid Topic> topics,
    @Valid @DefaultValue Producer producer,
    @Valid @DefaultValue Spool spool,
    @Valid @DefaultValue Outbox outbox,
    @Valid @DefaultValue Consumer consumer) {

  /**
   * @param retention how long Kafka keeps events; absent means the broker's own default
   * @param readyTimeout how long one attempt to find or make topics may take
   */
  public record TopicDefaults(
      @DefaultValue("3") @Min(1) int partitions,
      @DefaultValue("1") @Min(1) @Max(7) int replication,
      @Nullable Duration retention,
      @DefaultValue("10s") @NotNull Duration readyTimeout) {}

  /** What is set here wins over the defaults. */
  public record Topic(
      @Nullable @Min(1) Integer partitions,
      @Nullable @Min(1) Integer replication,
      @Nullable Duration retention) {}

  /**
   * @param maxBlock how long a send may wait for metadata or buffer; 500 ms at most
   * @param deliveryTimeout when Kafka's client gives up on an event, and it is sent anew
   */
  public record Producer(
      @DefaultValue("500ms") @NotNull Duration maxBlock,
      @DefaultValue("2m") @NotNull Duration deliveryTimeout) {

    @AssertTrue(message = "max-block must be between 1 ms and 500 ms")
    boolean isMaxBlockShort() {
      return maxBlock.toMillis() >= 1 && maxBlock.toMillis() <= 500;
    }
  }

  /**
   * @param directory where events wait; absent means {@code spool} in EXAMHALL_DATA_DIR, and where
   *     that is absent too a folder that is forgotten with this process
   * @param capacity bytes on disk at most; newer events are dropped beyond it
   * @param segmentSize bytes of one file; disk space comes back in units of this
   * @param queue events that may be on their way to the disk
   * @param shutdownDrain how long a shutdown waits for Kafka to take what is there
   */
  public record Spool(
      @Nullable Path directory,
      @DefaultValue("1GB") @NotNull DataSize capacity,
      @DefaultValue("16MB") @NotNull DataSize segmentSize,
      @DefaultValue("10000") @Min(1) int queue,
      @DefaultValue("5s") @NotNull Duration shutdownDrain) {

    @AssertTrue(message = "segment-size must be at least 4 KB and at most half of capacity")
    boolean isSegmentSizeSensible() {
      return segmentSize.toKilobytes() >= 4 && segmentSize.toBytes() <= capacity.toBytes() / 2;
    }
  }

  /**
   * @param enabled whether this service has a table {@code outbox}
   * @param batch rows that are published at once
   * @param poll how often the relay looks without having been woken
   */
  public record Outbox(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("200") @Min(1) @Max(5000) int batch,
      @DefaultValue("2s") @NotNull Duration poll) {}

  /**
   * @param maxBatch events that a handler gets at once
   * @param handlingTimeout when a handler that does not answer counts as failed
   */
  public record Consumer(
      @DefaultValue("1000") @Min(1) int maxBatch,
      @DefaultValue("60s") @NotNull Duration handlingTimeout) {}
}
