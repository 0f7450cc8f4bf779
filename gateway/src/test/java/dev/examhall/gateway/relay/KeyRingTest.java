package dev.examhall.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  private static final Duration LEAD = Duration.ofMinutes(15);
  private static final Duration AGE = Duration.ofDays(90);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ROTATION = START.plus(AGE);
  private final KeyRing.Key old = new KeyRing.Key(jwk("old"), START);
  private final KeyRing.Key next = new KeyRing.Key(jwk("next"), ROTATION);
  private final KeyRing both = new KeyRing(List.of(next, old));

  @Test
  void signsWithTheOnlyKeyAtOnce() {
    assertThat(new KeyRing(List.of(old)).signing(START, LEAD)).isEqualTo(old);
  }

  @Test
  void publishesANewKeyBeforeItSigns() {
    assertThat(both.signing(ROTATION.plus(LEAD).minusSeconds(1), LEAD)).isEqualTo(old);
    assertThat(both.signing(ROTATION.plus(LEAD), LEAD)).isEqualTo(next);
  }

  @Test
  void asksForASuccessorByAge() {
    KeyRing one = new KeyRing(List.of(old));

    assertThat(one.needsSuccessor(ROTATION.minusSeconds(1), AGE)).isFalse();
    assertThat(one.needsSuccessor(ROTATION, AGE)).isTrue();
    assertThat(both.needsSuccessor(ROTATION, AGE)).isFalse();
  }

  @Test
  void keepsAnOldKeyUntilItsLastTokenHasExpired() {
    Instant firstUse = ROTATION.plus(LEAD);

    assertThat(both.retired(firstUse.plusSeconds(120), LEAD)).isEmpty();
    assertThat(both.retired(firstUse.plus(Duration.ofHours(1)), LEAD)).containsExactly(old);
  }

  private static ECKey jwk(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
