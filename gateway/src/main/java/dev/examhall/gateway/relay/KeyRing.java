package dev.examhall.gateway.relay;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The keys of people's tokens at one moment, oldest first. A new key is published before it signs,
 * and an old one after it has signed its last token.
 *
 * @param keys at least one
 */
record KeyRing(List<Key> keys) {

  KeyRing {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("A key ring has at least one key");
    }
    keys = keys.stream().sorted(Comparator.comparing(Key::madeAt)).toList();
  }

  record Key(ECKey jwk, Instant madeAt) {}

  /** The newest key that every service has had the time to read; the only one, if it is alone. */
  Key signing(Instant now, Duration publishedBeforeUse) {
    return keys.reversed().stream()
        .filter(key -> !now.isBefore(key.madeAt().plus(publishedBeforeUse)))
        .findFirst()
        .orElse(keys.getFirst());
  }

  /** Whether the newest key is so old that it needs a successor. */
  boolean needsSuccessor(Instant now, Duration rotateAfter) {
    return !now.isBefore(keys.getLast().madeAt().plus(rotateAfter));
  }

  /** Keys whose last token has expired: older than the one that has signed for an hour. */
  List<Key> retired(Instant now, Duration publishedBeforeUse) {
    Key longInUse = signing(now.minus(Duration.ofHours(1)), publishedBeforeUse);
    return keys.stream().filter(key -> key.madeAt().isBefore(longInUse.madeAt())).toList();
  }
}
