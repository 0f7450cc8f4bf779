package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.RedisServer;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A Redis without room. */
class EvictionIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final RedisServer redis = TestInfrastructure.newRedis();
  private final Suite suite = new Suite("127.0.0.1", redis.port(), redis.password(), "127.0.0.1:1");

  @AfterEach
  void stop() {
    suite.close();
    redis.stop();
  }

  @Test
  void everyInstanceCountsWhatRedisDropsByPrefix() {
    WebTestClient one = suite.client(suite.service("logging.level.org.apache.kafka=OFF"), SOON);
    WebTestClient other = suite.client(suite.service("logging.level.org.apache.kafka=OFF"), SOON);
    for (WebTestClient client : new WebTestClient[] {one, other}) {
      Awaiting.until(SOON, () -> stats(client).contains("\"connected\":true"));
    }
    RedisClient redisClient =
        RedisClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redis.port())
                .withPassword(redis.password().toCharArray())
                .build());
    try (StatefulRedisConnection<String, String> connection = redisClient.connect()) {
      Awaiting.until(
          SOON,
          () ->
              connection.sync().pubsubNumsub("__keyevent@0__:evicted").get("__keyevent@0__:evicted")
                  == 2L);
      put(one, "student/1:a");
      put(one, "exam/1:a");
      put(one, "exam/2:a");
      // Only what has a TTL is evicted under volatile-lru: all values, and generations of entities.
      connection.sync().configSet("maxmemory", "1mb");
      connection.sync().set("anything", "goes over the limit");
    } catch (io.lettuce.core.RedisCommandExecutionException outOfMemory) {
      assertThat(outOfMemory).hasMessageContaining("OOM");
    } finally {
      redisClient.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    for (WebTestClient client : new WebTestClient[] {one, other}) {
      Awaiting.until(SOON, () -> evictions(client, "exam") == 2);
      assertThat(evictions(client, "student")).isEqualTo(1);
      assertThat(evictions(client, "query")).isZero();
    }
  }

  private static long evictions(WebTestClient client, String prefix) {
    Matcher matcher =
        Pattern.compile("\"prefix\":\"" + prefix + "\"[^}]*\"evictions\":(\\d+)")
            .matcher(stats(client));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static String stats(WebTestClient client) {
    return String.valueOf(
        client
            .get()
            .uri("/api/v1/cache/stats")
            .exchange()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody());
  }

  private static void put(WebTestClient client, String path) {
    client
        .put()
        .uri("/api/v1/cache/" + path)
        .bodyValue("value")
        .exchange()
        .expectStatus()
        .isNoContent();
  }
}
