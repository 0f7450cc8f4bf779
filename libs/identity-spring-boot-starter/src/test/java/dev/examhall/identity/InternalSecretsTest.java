package dev.examhall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import reactor.core.publisher.Mono;

class InternalSecretsTest {

  private static final String CURRENT = base64(new byte[32]);
  private static final String PREVIOUS =
      base64("p".repeat(32).getBytes(java.nio.charset.StandardCharsets.UTF_8));

  @Test
  void namesTheVariableThatIsMissing() {
    assertThatThrownBy(() -> InternalSecrets.of("", null))
        .isInstanceOf(IdentityConfigurationException.class)
        .hasMessageContaining("EXAMHALL_INTERNAL_SECRET is not set");
  }

  @Test
  void refusesAShortSecretWithoutShowingIt() {
    String shortOne = base64("not-long-enough".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThatThrownBy(() -> InternalSecrets.of(shortOne, null))
        .hasMessageContaining("has 15 bytes; it needs 32")
        .hasMessageNotContaining(shortOne);
  }

  @Test
  void refusesWhatIsNotBase64url() {
    assertThatThrownBy(() -> InternalSecrets.of(CURRENT, "not base64!"))
        .hasMessageContaining("EXAMHALL_INTERNAL_SECRET_PREVIOUS is not base64url");
  }

  @Test
  void stopsTheStartOfAServiceWithoutASecret() {
    new ReactiveWebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(IdentityAutoConfiguration.class))
        .withPropertyValues("spring.application.name=x")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("EXAMHALL_INTERNAL_SECRET"));
  }

  @Test
  void acceptsThePreviousSecretWhileRotating() {
    Clock clock = Clock.systemUTC();
    String old =
        new ServiceTokens("a-service", InternalSecrets.of(PREVIOUS, null), clock).tokenFor("me");
    TokenVerifier verifier =
        new TokenVerifier(
            "me",
            InternalSecrets.of(CURRENT, PREVIOUS),
            new PeopleKeys(() -> Mono.just(Map.of()), clock, Duration.ZERO, Duration.ZERO),
            clock,
            Duration.ZERO);

    assertThat(verifier.verify(old).map(VerifiedToken::caller).block())
        .isEqualTo(new Caller.Service("a-service"));
  }

  @Test
  void reusesATokenUntilItsLastMinute() throws Exception {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    MovingClock clock = new MovingClock(start);
    ServiceTokens tokens = new ServiceTokens("me", InternalSecrets.of(CURRENT, null), clock);
    String first = tokens.tokenFor("other");
    clock.now = start.plusSeconds(239);
    String reused = tokens.tokenFor("other");
    clock.now = start.plusSeconds(240);

    String renewed = tokens.tokenFor("other");

    assertThat(reused).isEqualTo(first);
    assertThat(SignedJWT.parse(renewed).getJWTClaimsSet().getExpirationTime().toInstant())
        .isEqualTo(start.plusSeconds(540));
    assertThat(tokens.visitorTokenFor("other")).isNotEqualTo(renewed);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static final class MovingClock extends Clock {
    private Instant now;

    MovingClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
