package dev.examhall.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.gateway.GatewayProperties;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimiterTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LocalRateLimiter limiter =
      new LocalRateLimiter(new GatewayProperties.StudentRate(2, 3), nanos::get);

  @Test
  void takesABurstAndThenSaysHowLongToWait() {
    assertThat(limiter.take("a")).isZero();
    assertThat(limiter.take("a")).isZero();
    assertThat(limiter.take("a")).isZero();
    assertThat(limiter.take("a")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void keepsClientsApart() {
    for (int i = 0; i < 4; i++) {
      limiter.take("a");
    }

    assertThat(limiter.take("b")).isZero();
  }

  @Test
  void fillsUpAtTheRateAndNotBeyondTheBurst() {
    for (int i = 0; i < 4; i++) {
      limiter.take("a");
    }
    nanos.set(Duration.ofHours(1).toNanos());

    int taken = 0;
    while (limiter.take("a").isZero()) {
      taken++;
    }

    assertThat(taken).isEqualTo(3);
  }
}
