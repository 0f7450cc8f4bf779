package dev.examhall.gateway.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.gateway.keys.KeyFolder;
import dev.examhall.identity.Role;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The cookie of a signed-in person: a token signed with the gateway's own key (HS256), so that no
 * store is needed to know who it is. To replace the key, rename {@code session.key} to {@code
 * session-previous.key}: cookies of both are read.
 */
@Component
public final class SessionCookie {

  /** The cookie's name. */
  public static final String NAME = "examhall_session";

  private static final String CURRENT = "session.key";
  private static final String PREVIOUS = "session-previous.key";
  private static final String ISSUER = "examhall-gateway-session";
  private static final int LONGEST = 3000;

  private final byte[] current;
  private final List<byte[]> accepted = new ArrayList<>();
  private final Clock clock = Clock.systemUTC();

  SessionCookie(KeyFolder folder) {
    if (!folder.has(CURRENT)) {
      byte[] fresh = new byte[32];
      new SecureRandom().nextBytes(fresh);
      folder.create(CURRENT, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
    }
    current = Base64.getUrlDecoder().decode(folder.read(CURRENT));
    accepted.add(current);
    if (folder.has(PREVIOUS)) {
      accepted.add(Base64.getUrlDecoder().decode(folder.read(PREVIOUS)));
    }
  }

  /** The cookie to set; it is Secure under TLS (the answer's last filter sees to that). */
  public ResponseCookie of(SignedIn session) {
    return base(write(session))
        .maxAge(Duration.between(clock.instant(), session.expiresAt()))
        .build();
  }

  /** The cookie that removes the cookie. */
  public ResponseCookie gone() {
    return base("").maxAge(0).build();
  }

  private static ResponseCookie.ResponseCookieBuilder base(String value) {
    return ResponseCookie.from(NAME, value).path("/").httpOnly(true).sameSite("Lax");
  }

  String write(SignedIn session) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .jwtID(session.sessionId().toString())
                .subject(session.accountId().toString())
                .claim("name", session.name())
                .claim("roles", session.roles().stream().map(Enum::name).sorted().toList())
                .issueTime(Date.from(session.signedInAt()))
                .expirationTime(Date.from(session.expiresAt()))
                .claim("since", session.signedInAt().toEpochMilli())
                .claim("confirmed", session.confirmedAt().getEpochSecond())
                .claim("recorded", session.recorded())
                .build());
    try {
      jwt.sign(new MACSigner(current));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available in this JVM", e);
    }
    return jwt.serialize();
  }

  /** What the cookie says; empty when it is not ours, was changed, or is over. */
  Optional<SignedIn> read(String value) {
    if (value.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(value);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !ours(jwt)) {
        return Optional.empty();
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Instant expiresAt = claims.getExpirationTime().toInstant();
      if (!ISSUER.equals(claims.getIssuer()) || !clock.instant().isBefore(expiresAt)) {
        return Optional.empty();
      }
      return Optional.of(
          new SignedIn(
              UUID.fromString(claims.getJWTID()),
              UUID.fromString(claims.getSubject()),
              claims.getStringClaim("name"),
              roles(claims.getStringListClaim("roles")),
              since(claims),
              expiresAt,
              Instant.ofEpochSecond(claims.getLongClaim("confirmed")),
              claims.getBooleanClaim("recorded")));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant since(JWTClaimsSet claims) throws ParseException {
    Long millis = claims.getLongClaim("since");
    // cookies of before there was that claim
    return millis == null ? claims.getIssueTime().toInstant() : Instant.ofEpochMilli(millis);
  }

  private boolean ours(SignedJWT jwt) {
    boolean ours = false;
    for (byte[] key : accepted) {
      try {
        ours |= jwt.verify(new MACVerifier(key));
      } catch (JOSEException e) {
        throw new IllegalStateException("HS256 is not available in this JVM", e);
      }
    }
    return ours;
  }

  private static Set<Role> roles(List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (names.contains(role.name())) {
        roles.add(role);
      }
    }
    return roles;
  }
}
