package dev.examhall.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.WatchedRedis;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/** A Redis that sentinels watch: when it dies, sessions are recorded in its copy. */
class SentinelIT {

  @Test
  void followsTheCopyThatTookOver() {
    WatchedRedis redis = TestInfrastructure.newWatchedRedis();
    try {
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class))
          .withUserConfiguration(RedisConfiguration.class)
          .withPropertyValues(
              // as in application.yaml, where nobody is at the fixed address
              "spring.data.redis.host=127.0.0.1",
              "spring.data.redis.port=1",
              "spring.data.redis.password=" + redis.password(),
              "spring.data.redis.connect-timeout=500ms",
              "spring.data.redis.timeout=500ms",
              "spring.data.redis.sentinel.nodes=" + redis.nodes(),
              "spring.data.redis.sentinel.master=" + redis.name())
          .run(
              context -> {
                ReactiveStringRedisTemplate template =
                    context.getBean(ReactiveStringRedisTemplate.class);
                awaitWritten(template, "before");

                redis.leader().kill();

                awaitWritten(template, "after");
                assertThat(template.opsForValue().get("before").block()).isEqualTo("there");
              });
    } finally {
      redis.stop();
    }
  }

  private static void awaitWritten(ReactiveStringRedisTemplate template, String key)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Boolean.TRUE.equals(
        template
            .opsForValue()
            .set(key, "there")
            .onErrorReturn(false)
            .block(Duration.ofSeconds(10)))) {
      assertThat(System.nanoTime()).as("written " + key).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
