package dev.examhall.activitylog.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Seals activities, one after another; for one thread.
 *
 * <p>A <b>commitment</b> is the SHA-256 of a random salt and of what is personal: who, to what, in
 * which session, the sentence and the details. A <b>leaf</b> is an HMAC-SHA256 of all the rest and
 * of the commitment. Without salt and personal data the leaf still can be made from the commitment,
 * and the commitment tells nothing. The HMAC's key is not in the database: who can only write there
 * can make no leaf.
 */
public final class Sealing {

  /** Bytes of a leaf, of a commitment, and of each hash of the chain. */
  public static final int BYTES = 32;

  private static final int ABSENT = -1;

  private final MessageDigest sha;
  private final Mac mac;

  Sealing(SecretKey key) {
    try {
      sha = MessageDigest.getInstance("SHA-256");
      mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The commitment to what is personal. */
  public byte[] commitment(Content content, UUID salt) {
    uuid(sha::update, salt);
    text(sha::update, content.actorId());
    text(sha::update, content.actorName());
    text(sha::update, content.objectId());
    uuid(sha::update, content.sessionId());
    text(sha::update, content.message());
    text(sha::update, content.details());
    return sha.digest();
  }

  /** The seal. */
  public byte[] leaf(Content content, byte[] commitment) {
    uuid(mac::update, content.id());
    ByteBuffer time = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    time.putLong(content.at().getEpochSecond())
        .putInt(content.at().get(ChronoField.MICRO_OF_SECOND));
    mac.update(time.array());
    text(mac::update, content.kind());
    text(mac::update, content.actorType());
    text(mac::update, content.verb());
    text(mac::update, content.objectType());
    uuid(mac::update, content.examId());
    text(mac::update, content.severity());
    text(mac::update, content.service());
    text(mac::update, content.traceId());
    number(mac::update, content.schemaVersion());
    return mac.doFinal(commitment);
  }

  private static void text(Consumer<byte[]> sink, @Nullable String text) {
    if (text == null) {
      number(sink, ABSENT);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(sink, bytes.length);
      sink.accept(bytes);
    }
  }

  private static void uuid(Consumer<byte[]> sink, @Nullable UUID id) {
    if (id == null) {
      number(sink, ABSENT);
    } else {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES);
      bytes.putInt(2 * Long.BYTES);
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
      sink.accept(bytes.array());
    }
  }

  private static void number(Consumer<byte[]> sink, int number) {
    sink.accept(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
