package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.WatchedRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatusCode;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A Redis that sentinels watch: when it dies, its copy leads, and the service follows. */
class SentinelIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final WatchedRedis redis = TestInfrastructure.newWatchedRedis();
  // nobody listens at the fixed address: what works, works by the sentinels
  private final Suite suite = new Suite("127.0.0.1", 1, redis.password(), "127.0.0.1:1");

  @AfterEach
  void stop() {
    suite.close();
    redis.stop();
  }

  @Test
  void goesOnWithTheCopyInANewEpochWhenTheLeaderDies() {
    WebTestClient client =
        suite.client(
            suite.service(
                "logging.level.org.apache.kafka=OFF",
                "examhall.cache.redis.sentinels=" + redis.nodes(),
                "examhall.cache.redis.sentinel-master=" + redis.name()),
            SOON);
    Awaiting.until(SOON, () -> put(client, "exam/1:a").is2xxSuccessful());
    assertThat(get(client, "exam/1:a").value()).isEqualTo(200);

    redis.leader().kill();

    Awaiting.until(SOON, () -> put(client, "exam/2:b").is2xxSuccessful());
    assertThat(get(client, "exam/2:b").value()).isEqualTo(200);
    assertThat(get(client, "exam/1:a").value())
        .as("the copy may have missed an invalidation: nothing from before is read")
        .isEqualTo(404);
  }

  private static HttpStatusCode put(WebTestClient client, String path) {
    return client
        .put()
        .uri("/api/v1/cache/" + path)
        .bodyValue("value")
        .exchange()
        .returnResult(Void.class)
        .getStatus();
  }

  private static HttpStatusCode get(WebTestClient client, String path) {
    return client
        .get()
        .uri("/api/v1/cache/" + path)
        .exchange()
        .returnResult(String.class)
        .getStatus();
  }
}
