package dev.examhall.cache.entry;

import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the cache knew of a key before a caller began to load it. A fill with it is stored only if
 * none of this has changed.
 *
 * @param epoch 16 digits, as are the generations
 * @param tombstone when the key was last deleted, 0 for not lately
 * @param issued the cache's clock when the token was made
 * @param lease random; empty when another caller has the lease
 */
public record FillToken(
    String epoch,
    String prefixGeneration,
    String entityGeneration,
    String tombstone,
    String issued,
    String lease) {

  private static final Pattern TEXT =
      Pattern.compile(
          "1\\.(\\d{16})\\.(\\d{16})\\.(\\d{16})\\.(\\d{1,16})\\.(\\d{16})\\.([\\w-]*)");

  /**
   * Reads a token's text.
   *
   * @throws RequestRefusedException when it is none
   */
  public static FillToken parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter(
              EntryHeaders.FILL_TOKEN, "this is no fill token; send it as it came with the miss."));
    }
    return new FillToken(
        matcher.group(1),
        matcher.group(2),
        matcher.group(3),
        matcher.group(4),
        matcher.group(5),
        matcher.group(6));
  }

  /** Whether the bearer is the one who should load. */
  public boolean hasLease() {
    return !lease.isEmpty();
  }

  /** Text for a header. */
  @Override
  public String toString() {
    return "1."
        + epoch
        + '.'
        + prefixGeneration
        + '.'
        + entityGeneration
        + '.'
        + tombstone
        + '.'
        + issued
        + '.'
        + lease;
  }
}
