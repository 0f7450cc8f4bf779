package dev.examhall.identity;

import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The suite's internal secret as HS256 keys: the one to sign with, and all that are accepted.
 *
 * <p>The values are read in one place, so that services that sign other things with the secret (the
 * media cookie) decode it alike.
 */
public final class InternalSecrets {

  private static final int MINIMUM_BYTES = 32;
  private static final String HOW =
      " Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='";

  private final SecretKey current;
  private final List<SecretKey> accepted;

  private InternalSecrets(SecretKey current, @Nullable SecretKey previous) {
    this.current = current;
    this.accepted = previous == null ? List.of(current) : List.of(current, previous);
  }

  /**
   * Reads the secrets.
   *
   * @throws IdentityConfigurationException when one is missing, is not base64url, or is too short;
   *     the message names the environment variable and never the value
   */
  public static InternalSecrets of(@Nullable String current, @Nullable String previous) {
    if (current == null || current.isBlank()) {
      throw new IdentityConfigurationException(
          "EXAMHALL_INTERNAL_SECRET is not set: services sign their calls to each other with it.",
          "Set EXAMHALL_INTERNAL_SECRET to the same value for every service." + HOW);
    }
    return new InternalSecrets(
        key("EXAMHALL_INTERNAL_SECRET", current),
        previous == null || previous.isBlank()
            ? null
            : key("EXAMHALL_INTERNAL_SECRET_PREVIOUS", previous));
  }

  /** The key to sign with. */
  public SecretKey current() {
    return current;
  }

  /** The keys whose signatures are accepted, the current one first. */
  public List<SecretKey> accepted() {
    return accepted;
  }

  private static SecretKey key(String variable, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IdentityConfigurationException(
          variable + " is not base64url (letters, digits, '-' and '_').",
          "Give " + variable + " as base64url of 32 bytes or more." + HOW);
    }
    if (bytes.length < MINIMUM_BYTES) {
      throw new IdentityConfigurationException(
          "%s has %d bytes; it needs %d or more.".formatted(variable, bytes.length, MINIMUM_BYTES),
          "Give " + variable + " as base64url of 32 bytes or more." + HOW);
    }
    return new SecretKeySpec(bytes, "HmacSHA256");
  }
}
