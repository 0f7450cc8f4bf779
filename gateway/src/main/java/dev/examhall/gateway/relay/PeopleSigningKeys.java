package dev.examhall.gateway.relay;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.keys.KeyFolder;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The key pairs of people's tokens: kept in the key folder, replaced by age. */
@Component
final class PeopleSigningKeys {

  private static final Logger log = LoggerFactory.getLogger(PeopleSigningKeys.class);
  private static final String PREFIX = "people-";
  private static final String SUFFIX = ".jwk";

  private final KeyFolder folder;
  private final GatewayProperties.Keys settings;
  private final Clock clock = Clock.systemUTC();
  private volatile KeyRing ring;

  PeopleSigningKeys(KeyFolder folder, GatewayProperties properties) {
    this.folder = folder;
    this.settings = properties.keys();
    this.ring = load(clock.instant());
  }

  /** The pair to sign with now. */
  ECKey signing() {
    return ring.signing(clock.instant(), settings.publishedBeforeUse()).jwk();
  }

  /** All public keys whose tokens may still be about, or will be. */
  JWKSet published() {
    return new JWKSet(
        ring.keys().stream()
            .map(key -> (com.nimbusds.jose.jwk.JWK) key.jwk().toPublicJWK())
            .toList());
  }

  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
  void rotate() {
    ring = load(clock.instant());
  }

  private KeyRing load(Instant now) {
    List<KeyRing.Key> keys = new ArrayList<>();
    for (String name : folder.names(PREFIX)) {
      keys.add(parse(name));
    }
    if (keys.isEmpty()) {
      keys.add(make(now));
    }
    KeyRing loaded = new KeyRing(keys);
    if (folder.filledByOthers()) {
      if (loaded.needsSuccessor(now, settings.rotateAfter())) {
        log.warn(
            "The newest key of people's tokens is older than {}: put a new one beside it",
            settings.rotateAfter());
      }
      return loaded;
    }
    if (loaded.needsSuccessor(now, settings.rotateAfter())) {
      keys.add(make(now));
      loaded = new KeyRing(keys);
    }
    List<KeyRing.Key> retired = loaded.retired(now, settings.publishedBeforeUse());
    for (KeyRing.Key key : retired) {
      folder.delete(PREFIX + key.jwk().getKeyID() + SUFFIX);
      keys.remove(key);
      log.info("Key {} of people's tokens is retired", key.jwk().getKeyID());
    }
    return retired.isEmpty() ? loaded : new KeyRing(keys);
  }

  private KeyRing.Key make(Instant now) {
    try {
      Instant madeAt = now.truncatedTo(ChronoUnit.SECONDS);
      ECKey jwk =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint(true)
              .issueTime(Date.from(madeAt))
              .generate();
      folder.create(PREFIX + jwk.getKeyID() + SUFFIX, jwk.toJSONString());
      log.info("Key {} of people's tokens is made", jwk.getKeyID());
      return new KeyRing.Key(jwk, madeAt);
    } catch (JOSEException e) {
      throw new IllegalStateException("ES256 is not available in this JVM", e);
    }
  }

  private KeyRing.Key parse(String name) {
    try {
      ECKey jwk = ECKey.parse(folder.read(name));
      if (!jwk.isPrivate() || jwk.getIssueTime() == null || jwk.getKeyID() == null) {
        throw new IllegalStateException(
            "The key file " + name + " has no private key, kid or iat; remove it and start again");
      }
      return new KeyRing.Key(jwk, jwk.getIssueTime().toInstant());
    } catch (ParseException e) {
      throw new IllegalStateException(
          "The key file " + name + " can't be read; remove it and start again", e);
    }
  }
}
