package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What regrading an exam's sessions would change.
 *
 * @param keyVersion the version whose key would be used
 * @param sessions how many have ended
 * @param changes those that would get another score
 * @param kept questions whose own key would stay, since the later version asks for something else
 * @param fingerprint says that it is these changes that somebody saw
 */
public record RegradePreview(
    UUID examId,
    String exam,
    int keyVersion,
    SelectAllRule selectAll,
    int sessions,
    List<Change> changes,
    List<Integer> kept,
    String fingerprint) {

  public RegradePreview {
    changes = List.copyOf(changes);
    kept = List.copyOf(kept);
  }

  /**
   * A session's score, before and after.
   *
   * @param percentFrom null when nothing could be decided
   */
  public record Change(
      UUID sessionId,
      String student,
      BigDecimal pointsFrom,
      BigDecimal pointsTo,
      @Nullable BigDecimal percentFrom,
      @Nullable BigDecimal percentTo,
      boolean passedFrom,
      boolean passedTo) {

    /** Whether it passes now and did not, or the other way. */
    public boolean flips() {
      return passedFrom != passedTo;
    }
  }

  /** How many would pass that did not. */
  public long newPasses() {
    return changes.stream().filter(change -> change.passedTo() && change.flips()).count();
  }

  /** How many would fail that did not. */
  public long newFails() {
    return changes.stream().filter(change -> change.passedFrom() && change.flips()).count();
  }

  static String fingerprint(int keyVersion, SelectAllRule rule, List<Change> changes) {
    StringBuilder all = new StringBuilder(keyVersion + "|" + rule);
    changes.forEach(
        change ->
            all.append('\n')
                .append(change.sessionId())
                .append(' ')
                .append(change.pointsFrom().stripTrailingZeros().toPlainString())
                .append(' ')
                .append(change.pointsTo().stripTrailingZeros().toPlainString())
                .append(' ')
                .append(change.percentFrom())
                .append(' ')
                .append(change.percentTo()));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
