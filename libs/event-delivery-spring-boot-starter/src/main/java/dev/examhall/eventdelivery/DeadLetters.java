package dev.examhall.eventdelivery;

import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** What consumers put aside, for operators. */
public interface DeadLetters {

  /**
   * One record that was put aside and not sent back yet.
   *
   * @param topic where it came from
   * @param reason short and constant, such as {@code unknown-version}
   * @param position where it stood, {@code topic-partition@offset}
   * @param group of the consumer that put it aside
   */
  record Letter(
      String topic,
      String id,
      String key,
      String reason,
      String detail,
      String position,
      String group,
      Instant at) {}

  /**
   * Emits the oldest of those that wait; fails with Kafka's error.
   *
   * @param topic where they came from
   */
  Mono<List<Letter>> waiting(String topic, int limit);

  /**
   * Sends those that wait now back to their topic, as they came, and emits how many. All consumers
   * of the topic get them again.
   */
  Mono<Integer> replay(String topic);
}
