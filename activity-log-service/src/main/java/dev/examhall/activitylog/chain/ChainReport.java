package dev.examhall.activitylog.chain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of the log found.
 *
 * @param first the first bad activity of all
 * @param sealed activities whose seals were looked at
 * @param waiting activities that came in the last moment and are not sealed yet
 * @param olderThanTheChain activities that were there before the first seal
 * @param publicKey that the witness is signed with
 */
public record ChainReport(
    boolean intact,
    @Nullable Finding first,
    long sealed,
    long waiting,
    long olderThanTheChain,
    List<Day> days,
    Instant checkedAt,
    String publicKey) {

  /**
   * One day's chain.
   *
   * @param head the hash of its last activity, hexadecimal
   */
  public record Day(LocalDate day, long sealed, String head, @Nullable Finding finding) {}
}
