package dev.examhall.testkit.infrastructure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The Kafka of a test. All test classes of a JVM share it, and no topic is made by itself. */
public record TestKafka(String bootstrapServers) {

  /**
   * Makes a topic unless it exists, and returns when a leader answers for each partition.
   *
   * @throws IllegalStateException if the broker refuses or is silent for 30 seconds
   */
  public void createTopic(String name, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      try {
        admin
            .createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
            .all()
            .get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!hasLeaders(admin, name)) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("no leader");
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot make topic " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while making topic " + name, e);
    }
  }

  private static boolean hasLeaders(Admin admin, String name)
      throws InterruptedException, TimeoutException {
    try {
      return admin
          .describeTopics(List.of(name))
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .values()
          .stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (ExecutionException notKnownYet) {
      return false;
    }
  }
}
