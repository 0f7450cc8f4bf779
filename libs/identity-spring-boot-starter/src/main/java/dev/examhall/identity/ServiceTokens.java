package dev.examhall.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tokens by which this service calls others: HS256 with the suite's internal secret, valid for five
 * minutes, made anew in their last minute and reused until then. Never blocks.
 */
public final class ServiceTokens {

  /** How long a token is valid. */
  public static final Duration LIFE = Duration.ofMinutes(5);

  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(1);

  private final String serviceId;
  private final InternalSecrets secrets;
  private final Clock clock;
  private final ConcurrentMap<Key, Minted> minted = new ConcurrentHashMap<>();

  /**
   * Mints for one service.
   *
   * @param serviceId this service's own id, the issuer and subject of the tokens
   */
  public ServiceTokens(String serviceId, InternalSecrets secrets, Clock clock) {
    this.serviceId = serviceId;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * A token that says "this service calls".
   *
   * @param audience the called service's id
   */
  public String tokenFor(String audience) {
    return token(new Key(audience, TokenClaims.SCOPE_SERVICE));
  }

  /**
   * A token that says "somebody who is not signed in calls"; for the gateway alone.
   *
   * @param audience the called service's id
   */
  public String visitorTokenFor(String audience) {
    return token(new Key(audience, TokenClaims.SCOPE_VISITOR));
  }

  private String token(Key key) {
    Instant now = clock.instant();
    Minted known = minted.get(key);
    if (known != null && now.isBefore(known.renewAt())) {
      return known.token();
    }
    Minted fresh = new Minted(mint(key, now), now.plus(LIFE).minus(RENEWED_BEFORE_END));
    minted.put(key, fresh);
    return fresh.token();
  }

  private String mint(Key key, Instant now) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(serviceId)
            .subject(serviceId)
            .audience(key.audience())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .claim(TokenClaims.SCOPE, key.scope())
            .build();
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(secrets.current()));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available in this JVM", e);
    }
    return jwt.serialize();
  }

  private record Key(String audience, String scope) {}

  private record Minted(String token, Instant renewAt) {}
}
