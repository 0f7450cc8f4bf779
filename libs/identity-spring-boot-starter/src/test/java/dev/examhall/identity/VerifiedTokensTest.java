package dev.examhall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.testkit.identity.TestIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class VerifiedTokensTest {

  private static final Duration SKEW = Duration.ofSeconds(30);

  private final TestIdentity identity = TestIdentity.start();
  private final SetClock clock = new SetClock(Instant.now());
  private final TokenAuthentication authentication =
      new TokenAuthentication(
          new TokenVerifier(
              "cache-service",
              InternalSecrets.of(identity.secret(), null),
              new PeopleKeys(Mono::empty, clock, Duration.ofMinutes(5), Duration.ofSeconds(2)),
              clock,
              SKEW),
          clock,
          100);

  @AfterEach
  void stop() {
    identity.close();
  }

  @Test
  void areNotKnownBeforeTheyWereVerified() {
    assertThat(authentication.callerOf("Bearer " + service())).isNull();
  }

  @Test
  void areKnownFromThenOn() {
    String token = service();
    verify(token);

    assertThat(authentication.callerOf("Bearer " + token))
        .isEqualTo(new Caller.Service("exam-render-service"));
    assertThat(authentication.callerOf("bearer " + token)).isNotNull();
    assertThat(authentication.callerOf("Basic " + token)).isNull();
    assertThat(authentication.callerOf(token)).isNull();
  }

  @Test
  void areForgottenAtTheirEnd() {
    String token = service();
    verify(token);
    clock.now = clock.now.plus(ServiceTokens.LIFE).plus(SKEW).plusSeconds(1);

    assertThat(authentication.callerOf("Bearer " + token)).isNull();
  }

  @Test
  void doNotHoldRefusedOnes() {
    String token = service() + "x";

    assertThatThrownBy(() -> verify(token)).isInstanceOf(TokenRefusedException.class);

    assertThat(authentication.callerOf("Bearer " + token)).isNull();
  }

  private String service() {
    return identity.service("exam-render-service", "cache-service");
  }

  private void verify(String token) {
    BearerToken.of(
            MockServerWebExchange.from(
                MockServerHttpRequest.get("/")
                    .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)))
        .flatMap(authentication::authenticate)
        .block(Duration.ofSeconds(10));
  }

  private static final class SetClock extends Clock {
    private Instant now;

    private SetClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
