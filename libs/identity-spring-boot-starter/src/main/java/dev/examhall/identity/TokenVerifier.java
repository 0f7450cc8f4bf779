package dev.examhall.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Checks a token's signature, issuer, audience and times, and says who it is about.
 *
 * <p>The algorithm in the header only chooses between two kinds of key that can't be mistaken for
 * each other: ES256 means the gateway's published keys and an issuer that is the gateway, HS256
 * means the internal secret and an issuer that is a service. Anything else is refused.
 */
final class TokenVerifier {

  private static final int LONGEST_TOKEN = 4096;

  private final String audience;
  private final InternalSecrets secrets;
  private final PeopleKeys peopleKeys;
  private final Clock clock;
  private final Duration clockSkew;

  TokenVerifier(
      String audience,
      InternalSecrets secrets,
      PeopleKeys peopleKeys,
      Clock clock,
      Duration clockSkew) {
    this.audience = audience;
    this.secrets = secrets;
    this.peopleKeys = peopleKeys;
    this.clock = clock;
    this.clockSkew = clockSkew;
  }

  /** The token's meaning, or a {@link TokenRefusedException}. */
  Mono<VerifiedToken> verify(String token) {
    return Mono.defer(
        () -> {
          SignedJWT jwt = parse(token);
          JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
          if (JWSAlgorithm.HS256.equals(algorithm)) {
            return Mono.just(service(jwt));
          }
          if (JWSAlgorithm.ES256.equals(algorithm)) {
            return person(jwt);
          }
          return Mono.error(new TokenRefusedException("the token's algorithm is not accepted"));
        });
  }

  private VerifiedToken service(SignedJWT jwt) {
    boolean signed = false;
    for (SecretKey key : secrets.accepted()) {
      signed |= verified(jwt, key);
    }
    if (!signed) {
      throw new TokenRefusedException("the token's signature is wrong");
    }
    JWTClaimsSet claims = claims(jwt);
    Instant expiry = checkedExpiry(claims);
    String issuer = claims.getIssuer();
    if (issuer == null
        || issuer.isBlank()
        || issuer.equals(TokenClaims.PEOPLE_ISSUER)
        || !issuer.equals(claims.getSubject())) {
      throw new TokenRefusedException("the token's issuer is not a service");
    }
    return switch (String.valueOf(text(claims, TokenClaims.SCOPE))) {
      case TokenClaims.SCOPE_SERVICE -> new VerifiedToken(new Caller.Service(issuer), expiry);
      case TokenClaims.SCOPE_VISITOR -> new VerifiedToken(new Caller.Visitor(), expiry);
      default -> throw new TokenRefusedException("the token's scope is not known");
    };
  }

  private Mono<VerifiedToken> person(SignedJWT jwt) {
    JWTClaimsSet unproved = claims(jwt);
    checkedExpiry(unproved);
    if (!TokenClaims.PEOPLE_ISSUER.equals(unproved.getIssuer())) {
      throw new TokenRefusedException("the token's issuer is not the gateway");
    }
    String keyId = jwt.getHeader().getKeyID();
    if (keyId == null) {
      throw new TokenRefusedException("the token names no key");
    }
    return peopleKeys
        .find(keyId)
        // a check costs a millisecond of CPU: too long for an event loop
        .publishOn(Schedulers.parallel())
        .map(
            key -> {
              if (!verified(jwt, key)) {
                throw new TokenRefusedException("the token's signature is wrong");
              }
              return new VerifiedToken(person(unproved), checkedExpiry(unproved));
            });
  }

  private static Caller.Person person(JWTClaimsSet claims) {
    String id = claims.getSubject();
    if (id == null || id.isBlank()) {
      throw new TokenRefusedException("the token names nobody");
    }
    String name = text(claims, TokenClaims.NAME);
    return new Caller.Person(id, name == null ? "" : name, roles(claims));
  }

  private static Set<Role> roles(JWTClaimsSet claims) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    List<String> names;
    try {
      names = claims.getStringListClaim(TokenClaims.ROLES);
    } catch (ParseException e) {
      throw new TokenRefusedException("the token's roles are not readable");
    }
    if (names != null) {
      for (Role role : Role.values()) {
        // a name that this version does not know gives no right
        if (names.contains(role.name())) {
          roles.add(role);
        }
      }
    }
    return roles;
  }

  private Instant checkedExpiry(JWTClaimsSet claims) {
    if (!claims.getAudience().equals(List.of(audience))) {
      throw new TokenRefusedException("the token is for another service");
    }
    Date expiry = claims.getExpirationTime();
    if (expiry == null) {
      throw new TokenRefusedException("the token has no end");
    }
    Instant now = clock.instant();
    Instant end = expiry.toInstant().plus(clockSkew);
    if (!now.isBefore(end)) {
      throw new TokenRefusedException("the token has expired");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plus(clockSkew).isBefore(notBefore.toInstant())) {
      throw new TokenRefusedException("the token is not valid yet");
    }
    return end;
  }

  private static SignedJWT parse(String token) {
    if (token.length() > LONGEST_TOKEN) {
      throw new TokenRefusedException("the token is too long");
    }
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      throw new TokenRefusedException("the token is not a signed JWT");
    }
  }

  private static JWTClaimsSet claims(SignedJWT jwt) {
    try {
      return jwt.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new TokenRefusedException("the token's claims are not readable");
    }
  }

  private static @Nullable String text(JWTClaimsSet claims, String name) {
    try {
      return claims.getStringClaim(name);
    } catch (ParseException e) {
      throw new TokenRefusedException("the token's claims are not readable");
    }
  }

  private static boolean verified(SignedJWT jwt, SecretKey key) {
    try {
      return verified(jwt, new MACVerifier(key));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static boolean verified(SignedJWT jwt, ECPublicKey key) {
    try {
      return verified(jwt, new ECDSAVerifier(key));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static boolean verified(SignedJWT jwt, JWSVerifier verifier) throws JOSEException {
    return jwt.verify(verifier);
  }
}
