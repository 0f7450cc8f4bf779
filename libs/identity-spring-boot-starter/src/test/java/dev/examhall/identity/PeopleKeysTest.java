package dev.examhall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class PeopleKeysTest {

  private final ECPublicKey key = newKey();
  private final TestClock clock = new TestClock();
  private Mono<Map<String, ECPublicKey>> answer = Mono.just(Map.of("a", key));
  private int fetches;
  private final PeopleKeys keys =
      new PeopleKeys(
          () -> {
            fetches++;
            return answer;
          },
          clock,
          Duration.ofMinutes(5),
          Duration.ofSeconds(2));

  @Test
  void asksOnceForManyTokens() {
    keys.find("a").then(keys.find("a")).then(keys.find("a")).block();

    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void readsAheadUntilTheGatewayAnswersSoThatNobodyWaitsForIt() {
    List<Mono<Map<String, ECPublicKey>>> answers =
        new ArrayList<>(
            List.of(
                Mono.error(new IOException("too late")),
                Mono.error(new IOException("too late again"))));
    PeopleKeys ahead =
        new PeopleKeys(
            () -> {
              fetches++;
              return answers.isEmpty() ? answer : answers.removeFirst();
            },
            clock,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2));

    StepVerifier.withVirtualTime(ahead::readAhead)
        .thenAwait(Duration.ofMinutes(1))
        .verifyComplete();

    assertThat(ahead.find("a").block()).isSameAs(key);
    assertThat(fetches).isEqualTo(3);
    answer = Mono.just(Map.of("a", key, "b", key));
    assertThat(ahead.find("b").block()).as("a newer key is asked for at once").isSameAs(key);
  }

  @Test
  void asksOnceForManyCallersAtTheSameTime() {
    Sinks.One<Map<String, ECPublicKey>> slow = Sinks.one();
    answer = slow.asMono();

    StepVerifier.create(Mono.zip(keys.find("a"), keys.find("a")))
        .then(() -> slow.tryEmitValue(Map.of("a", key)))
        .expectNextCount(1)
        .verifyComplete();
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void doesNotLetUnknownKeysFloodTheGateway() {
    for (int i = 0; i < 100; i++) {
      StepVerifier.create(keys.find("made-up-" + i)).verifyError(TokenRefusedException.class);
    }

    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void findsAKeyThatCameLater() {
    keys.find("a").block();
    answer = Mono.just(Map.of("a", key, "b", key));
    clock.pass(Duration.ofSeconds(2));

    assertThat(keys.find("b").block()).isSameAs(key);
  }

  @Test
  void forgetsAKeyThatTheGatewayNoLongerHas() {
    keys.find("a").block();
    answer = Mono.just(Map.of("b", key));
    clock.pass(Duration.ofMinutes(5));

    StepVerifier.create(keys.find("a")).verifyError(TokenRefusedException.class);
  }

  @Test
  void goesOnWithTheLastKeysWhenTheGatewayIsGone() {
    keys.find("a").block();
    answer = Mono.error(new IllegalStateException("connection refused"));
    clock.pass(Duration.ofHours(1));

    assertThat(keys.find("a").block()).isSameAs(key);
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  void callsAnOutageAnOutage() {
    answer = Mono.error(new IllegalStateException("connection refused"));

    StepVerifier.create(keys.find("a")).verifyError(KeysUnavailableException.class);
  }

  @Test
  void recoversAfterAnOutage() {
    answer = Mono.error(new IllegalStateException("connection refused"));
    StepVerifier.create(keys.find("a")).verifyError(KeysUnavailableException.class);
    answer = Mono.just(Map.of("a", key));
    clock.pass(Duration.ofSeconds(2));

    assertThat(keys.find("a").block()).isSameAs(key);
  }

  private static ECPublicKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate().toECPublicKey();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void pass(Duration duration) {
      now = now.plus(duration);
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
