package dev.examhall.eventdelivery.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.eventdelivery.publishing.EventDeliveryProperties.Topic;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties.TopicDefaults;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class TopicsClientIT {

  private static final TopicDefaults DEFAULTS =
      new TopicDefaults(3, 1, null, Duration.ofSeconds(10));

  @Test
  void makesMissingTopicsAsTheyAreConfigured() throws Exception {
    String ordinary = "test." + UUID.randomUUID();
    String narrow = "test." + UUID.randomUUID();
    String servers = TestInfrastructure.kafka().bootstrapServers();
    TopicsClient topics =
        new TopicsClient(
            () -> Admin.create(Map.of("bootstrap.servers", servers)),
            DEFAULTS,
            Map.of(narrow, new Topic(1, null, Duration.ofHours(1))));

    topics.ensureReady(List.of(ordinary, narrow));

    assertThat(topics.partitions(ordinary)).isEqualTo(3);
    assertThat(topics.partitions(narrow)).isEqualTo(1);
  }

  @Test
  void saysWithinItsTimeoutThatNobodyAnswers() {
    TopicsClient topics =
        new TopicsClient(
            () -> Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1")),
            new TopicDefaults(3, 1, null, Duration.ofMillis(300)),
            Map.of());

    assertThatThrownBy(() -> topics.ensureReady(List.of("nowhere")))
        .isInstanceOf(KafkaException.class);
  }
}
