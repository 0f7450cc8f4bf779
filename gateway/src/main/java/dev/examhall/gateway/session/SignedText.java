package dev.examhall.gateway.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.gateway.keys.KeyFolder;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Words that a browser keeps for a while and can't change (HS256, with a key of its own, so that
 * none of them can ever be taken for a session).
 */
@Component
public final class SignedText {

  private static final String KEY = "sign-in-request.key";

  private final byte[] key;

  SignedText(KeyFolder folder) {
    if (!folder.has(KEY)) {
      byte[] fresh = new byte[32];
      new SecureRandom().nextBytes(fresh);
      folder.create(KEY, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
    }
    this.key = Base64.getUrlDecoder().decode(folder.read(KEY));
  }

  /** Signs them for so long. */
  public String write(Map<String, String> words, Duration life) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder().expirationTime(Date.from(Instant.now().plus(life)));
    words.forEach((name, word) -> claims.claim("w_" + name, word));
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      jwt.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available in this JVM", e);
    }
    return jwt.serialize();
  }

  /** The words; empty when they are not ours, were changed, or their time is over. */
  public Optional<Map<String, String>> read(String text) {
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
          || !jwt.verify(new MACVerifier(key))) {
        return Optional.empty();
      }
      Date end = jwt.getJWTClaimsSet().getExpirationTime();
      if (end == null || !Instant.now().isBefore(end.toInstant())) {
        return Optional.empty();
      }
      Map<String, String> words = new LinkedHashMap<>();
      jwt.getJWTClaimsSet()
          .getClaims()
          .forEach(
              (name, word) -> {
                if (name.startsWith("w_")) {
                  words.put(name.substring(2), String.valueOf(word));
                }
              });
      return Optional.of(words);
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }
}
