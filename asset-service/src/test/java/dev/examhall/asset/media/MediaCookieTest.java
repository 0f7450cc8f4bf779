package dev.examhall.asset.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MediaCookieTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final UUID EXAM = UUID.randomUUID();
  private static final SecretKey CURRENT = key("current-secret-of-32-bytes-or-more");
  private static final SecretKey PREVIOUS = key("previous-secret-of-32-bytes-or-mor");

  private final MediaCookie cookie =
      new MediaCookie(List.of(CURRENT, PREVIOUS), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void opensTheExamsItNames() {
    assertThat(cookie.exams(signed(valid(), CURRENT))).containsExactly(EXAM);
  }

  @Test
  void acceptsThePreviousSecretWhileItIsRotated() {
    assertThat(cookie.exams(signed(valid(), PREVIOUS))).containsExactly(EXAM);
  }

  @Test
  void opensNothingWithoutACookieOrWithRubbish() {
    assertThat(cookie.exams(null)).isEmpty();
    assertThat(cookie.exams("")).isEmpty();
    assertThat(cookie.exams("a.b.c")).isEmpty();
    assertThat(cookie.exams("x".repeat(100_000))).isEmpty();
  }

  @Test
  void opensNothingWhenForgedOrUnsigned() {
    String good = signed(valid(), CURRENT);
    String other = signed(valid().claim("exams", List.of(UUID.randomUUID().toString())), CURRENT);

    assertThat(cookie.exams(signed(valid(), key("another-secret-of-32-bytes-or-more")))).isEmpty();
    assertThat(cookie.exams(new PlainJWT(valid().build()).serialize())).isEmpty();
    assertThat(
            cookie.exams(
                other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.'))))
        .isEmpty();
  }

  @Test
  void opensNothingWhenItIsMeantForSomethingElse() {
    assertThat(cookie.exams(signed(valid().audience("asset-service"), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().audience(List.of("media", "x")), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().issuer("gateway"), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().claim("exams", null), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().claim("exams", "all"), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().claim("exams", List.of("../x")), CURRENT))).isEmpty();
  }

  @Test
  void endsWithItsExpiry() {
    assertThat(cookie.exams(signed(valid().expirationTime(null), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().expirationTime(at(-31)), CURRENT))).isEmpty();
    assertThat(cookie.exams(signed(valid().expirationTime(at(-29)), CURRENT)))
        .containsExactly(EXAM);
  }

  private static JWTClaimsSet.Builder valid() {
    return new JWTClaimsSet.Builder()
        .issuer("exam-render-service")
        .audience("media")
        .claim("exams", List.of(EXAM.toString()))
        .expirationTime(at(3600));
  }

  private static Date at(int secondsFromNow) {
    return Date.from(NOW.plusSeconds(secondsFromNow));
  }

  private static String signed(JWTClaimsSet.Builder claims, SecretKey key) {
    try {
      SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
      jwt.sign(new MACSigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKey key(String text) {
    return new SecretKeySpec(AudioSamples.ascii(text), "HmacSHA256");
  }
}
