package dev.examhall.asset.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that opens exams' files: a JWT that exam-render-service signs with the suite's
 * internal secret. Its audience {@code media} keeps it apart from tokens of services, which are
 * signed with the same secret.
 */
final class MediaCookie {
  static final String NAME = "examhall_media";

  private static final String AUDIENCE = "media";
  private static final String ISSUER = "exam-render-service";
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
  private static final int LONGEST = 8192;

  private final List<SecretKey> accepted;
  private final Clock clock;

  MediaCookie(List<SecretKey> accepted, Clock clock) {
    this.accepted = accepted;
    this.clock = clock;
  }

  /**
   * The exams that the cookie opens: none if it is missing, forged, expired or meant for something
   * else.
   */
  Set<UUID> exams(@Nullable String value) {
    if (value == null || value.length() > LONGEST) {
      return Set.of();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(value);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !signed(jwt)) {
        return Set.of();
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expiry = claims.getExpirationTime();
      boolean valid =
          ISSUER.equals(claims.getIssuer())
              && claims.getAudience().equals(List.of(AUDIENCE))
              && expiry != null
              && clock.instant().isBefore(expiry.toInstant().plus(CLOCK_SKEW));
      return valid ? ids(claims.getStringListClaim("exams")) : Set.of();
    } catch (ParseException | IllegalArgumentException e) {
      return Set.of();
    }
  }

  private boolean signed(SignedJWT jwt) {
    for (SecretKey key : accepted) {
      try {
        if (jwt.verify(new MACVerifier(key))) {
          return true;
        }
      } catch (JOSEException e) {
        return false;
      }
    }
    return false;
  }

  private static Set<UUID> ids(@Nullable List<String> texts) {
    Set<UUID> ids = new LinkedHashSet<>();
    if (texts != null) {
      for (String text : texts) {
        ids.add(UUID.fromString(text));
      }
    }
    return ids;
  }
}
