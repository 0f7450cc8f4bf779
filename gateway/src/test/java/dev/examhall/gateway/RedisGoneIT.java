package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.RedisServer;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Redis, killed for real. */
@DirtiesContext
class RedisGoneIT extends GatewayFixture {

  private static final RedisServer REDIS = TestInfrastructure.newRedis();

  @DynamicPropertySource
  static void ownRedis(DynamicPropertyRegistry registry) {
    registry.add("spring.data.redis.host", () -> "127.0.0.1");
    registry.add("spring.data.redis.port", REDIS::port);
    registry.add("spring.data.redis.password", REDIS::password);
  }

  @BeforeEach
  void running() {
    if (!REDIS.isAlive()) {
      REDIS.start();
    }
  }

  @Test
  void keepsPeopleSignedInAndSignsNewOnesIn() {
    Browser before = signedIn("TEACHER");
    assertThat(before.get("/teacher/dashboard").statusCode()).isEqualTo(200);

    REDIS.kill();
    Instant start = Instant.now();
    int student = browser().get("/").statusCode();
    Duration studentTime = Duration.between(start, Instant.now());
    Browser during = signedIn("TEACHER");

    assertThat(student).isEqualTo(200);
    assertThat(studentTime).isLessThan(Duration.ofMillis(400));
    assertThat(before.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    assertThat(during.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    assertThat(browser().get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void remembersASignOutThatRedisMissed() {
    Browser browser = signedIn("TEACHER");
    Browser copy = browser();
    copy.cookies().putAll(browser.cookies());
    REDIS.kill();

    assertThat(browser.post("/sign-out", java.util.Map.of()).statusCode()).isEqualTo(303);
    REDIS.start();

    assertThat(copy.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void recordsASessionThatBeganWithoutRedisOnceItIsBack() throws InterruptedException {
    REDIS.kill();
    Browser browser = signedIn("TEACHER");
    String unrecorded = browser.cookies().get("examhall_session");
    REDIS.start();

    Instant giveUp = Instant.now().plus(Duration.ofSeconds(20));
    while (browser.cookies().get("examhall_session").equals(unrecorded)
        && Instant.now().isBefore(giveUp)) {
      Thread.sleep(200);
      assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    }

    assertThat(browser.cookies().get("examhall_session")).isNotEqualTo(unrecorded);
    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(200);
  }
}
