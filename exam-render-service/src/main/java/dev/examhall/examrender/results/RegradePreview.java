package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What regrading an exam's sessions would change.
 *
 * @param keyVersion the version whose key would be used
 * @param sessions how many have ended
 * @param changed how many would get another score
 * @param newPasses how many would pass that did not
 * @param newFails how many would fail that did not
 * @param changes those that would get another score, at most {@value #MOST_LISTED}, those whose
 *     mark changes first
 * @param kept questions whose own key would stay, since the later version asks for something else
 * @param fingerprint says that it is these changes that somebody saw, all of them
 */
public record RegradePreview(
    UUID examId,
    String exam,
    int keyVersion,
    SelectAllRule selectAll,
    int sessions,
    int changed,
    int newPasses,
    int newFails,
    List<Change> changes,
    List<Integer> kept,
    String fingerprint) {

  /** More would fill a page that nobody reads. */
  static final int MOST_LISTED = 500;

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

  /** Adds up what would change, session by session, and holds no more of it than is listed. */
  static final class Sum {
    private static final Comparator<Change> MOST_TELLING_FIRST =
        Comparator.comparing((Change change) -> !change.flips())
            .thenComparing(Change::student)
            .thenComparing(Change::sessionId);

    private final int keyVersion;
    private final SelectAllRule rule;
    private final TreeSet<Change> listed = new TreeSet<>(MOST_TELLING_FIRST);
    private final TreeSet<Integer> kept = new TreeSet<>();
    private RegradeTally tally;
    private int sessions;

    Sum(int keyVersion, SelectAllRule rule) {
      this.keyVersion = keyVersion;
      this.rule = rule;
      this.tally = RegradeTally.none(keyVersion, rule);
    }

    /** Sessions come in the order of their ids, so that the same changes have one fingerprint. */
    void add(Optional<Change> change, List<Integer> keptQuestions) {
      sessions++;
      kept.addAll(keptQuestions);
      change.ifPresent(this::add);
    }

    private void add(Change change) {
      tally = tally.with(change);
      listed.add(change);
      if (listed.size() > MOST_LISTED) {
        listed.pollLast();
      }
    }

    RegradePreview preview(UUID examId, String exam) {
      return new RegradePreview(
          examId,
          exam,
          keyVersion,
          rule,
          sessions,
          tally.changed(),
          tally.newPasses(),
          tally.newFails(),
          List.copyOf(listed),
          List.copyOf(kept),
          tally.fingerprint());
    }
  }
}
