package dev.examhall.examrender.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The codes by which another device goes on with a session: 40 bits in Crockford's base 32, which
 * has no letters that are read for others. A code follows from the session, a number and the
 * suite's secret, so that it can be shown again though only its hash is stored.
 */
final class ResumeCodes {

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 8;
  private static final int BITS = 5;
  private static final String CODE = "examhall resume code\0";
  private static final String HASH = "examhall resume code hash\0";

  private final List<SecretKey> secrets;

  /**
   * @param secrets the current one first; the others are those that codes may still be of
   */
  ResumeCodes(List<SecretKey> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** A session's code with this number, as it is made now. */
  String code(UUID session, int made) {
    return code(secrets.getFirst(), session, made);
  }

  /** The session's code with this number if it has this hash; null when its secret is gone. */
  @Nullable String find(UUID session, int made, byte[] hash) {
    for (SecretKey secret : secrets) {
      String code = code(secret, session, made);
      if (MessageDigest.isEqual(hash(secret, code), hash)) {
        return code;
      }
    }
    return null;
  }

  /** What is stored of a code that is made now. */
  byte[] hash(String code) {
    return hash(secrets.getFirst(), code);
  }

  /** All that may be stored of a code, in hexadecimal digits. */
  String[] hashes(String code) {
    return secrets.stream()
        .map(secret -> HexFormat.of().formatHex(hash(secret, code)))
        .toArray(String[]::new);
  }

  /**
   * The code that somebody typed, however it was divided and whatever was taken for a digit; null
   * if it cannot be one.
   */
  static @Nullable String read(String typed) {
    StringBuilder code = new StringBuilder(LENGTH);
    for (char letter : typed.toUpperCase(Locale.ROOT).toCharArray()) {
      if (letter == '-' || Character.isWhitespace(letter)) {
        continue;
      }
      char meant =
          switch (letter) {
            case 'O' -> '0';
            case 'I', 'L' -> '1';
            default -> letter;
          };
      if (ALPHABET.indexOf(meant) < 0 || code.length() == LENGTH) {
        return null;
      }
      code.append(meant);
    }
    return code.length() == LENGTH ? code.toString() : null;
  }

  /** As people read it: in two halves. */
  static String shown(String code) {
    return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
  }

  private static String code(SecretKey secret, UUID session, int made) {
    byte[] about =
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .putInt(made)
            .array();
    long bits = ByteBuffer.wrap(mac(secret, CODE, about)).getLong();
    StringBuilder code = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      code.append(ALPHABET.charAt((int) (bits & (ALPHABET.length() - 1))));
      bits >>>= BITS;
    }
    return code.toString();
  }

  private static byte[] hash(SecretKey secret, String code) {
    return mac(secret, HASH, code.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] mac(SecretKey secret, String purpose, byte[] about) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getEncoded(), "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(about);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
