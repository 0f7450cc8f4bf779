package dev.examhall.gateway.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.gateway.session.SignedIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Tokens that tell a service who is signed in: valid for two minutes, reused for 45 seconds in one
 * session and for one service, because signing costs more than forwarding.
 */
@Component
public final class PersonTokens {

  private static final String ISSUER = "examhall-gateway";
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final Duration REUSED = Duration.ofSeconds(45);

  private final PeopleSigningKeys keys;
  private final Cache<Key, String> tokens =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(REUSED).build();

  PersonTokens(PeopleSigningKeys keys) {
    this.keys = keys;
  }

  /**
   * A token about a person.
   *
   * @param audience the service it is for
   */
  public String tokenFor(SignedIn person, String audience) {
    return tokens.get(new Key(person.sessionId(), audience), key -> sign(person, audience));
  }

  private String sign(SignedIn person, String audience) {
    Instant now = Instant.now();
    ECKey key = keys.signing();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(person.accountId().toString())
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .claim("name", person.name())
                .claim("roles", person.roles().stream().map(Enum::name).sorted().toList())
                .build());
    try {
      jwt.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("ES256 is not available in this JVM", e);
    }
    return jwt.serialize();
  }

  private record Key(UUID sessionId, String audience) {}
}
