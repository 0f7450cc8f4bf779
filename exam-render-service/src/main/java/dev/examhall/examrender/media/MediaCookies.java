package dev.examhall.examrender.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.identity.IdentityProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** The signed cookie by which a browser may load the booklets and tracks of certain exams. */
@Component
public final class MediaCookies {

  /** Name of the cookie; asset-service checks it. */
  public static final String COOKIE = "examhall_media";

  private final byte[] secret;
  private final MediaProperties properties;
  private final Clock clock;

  MediaCookies(IdentityProperties identity, MediaProperties properties, Clock clock) {
    this.secret =
        Base64.getUrlDecoder()
            .decode(
                Objects.requireNonNull(
                    identity.internalSecret(), "examhall.identity.internal-secret"));
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * A cookie that opens the files of these exams.
   *
   * @param secure whether the browser came by HTTPS
   */
  public ResponseCookie opening(Collection<UUID> exams, boolean secure) {
    return ResponseCookie.from(COOKIE, token(exams))
        .httpOnly(true)
        .secure(secure)
        .sameSite("Lax")
        .path("/media")
        .maxAge(properties.cookieLife())
        .build();
  }

  private String token(Collection<UUID> exams) {
    Instant now = clock.instant();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer("exam-render-service")
                .audience("media")
                .claim("exams", exams.stream().map(UUID::toString).toList())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(properties.cookieLife())))
                .build());
    try {
      jwt.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available in this JVM", e);
    }
    return jwt.serialize();
  }
}
