package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.TimeEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one session.
 *
 * @param answered questions that have an answer
 * @param questions one for each of the exam; empty for those who only watch
 * @param variants answers that were refused or replaced; empty for those who only watch
 * @param result null before the end, and for those who only watch
 */
public record SessionDetail(
    Head head,
    Clock clock,
    List<TimeEntry> ledger,
    List<Heard> plays,
    List<Integer> seen,
    List<Integer> flagged,
    int answered,
    List<Question> questions,
    List<Variant> variants,
    @Nullable Result result) {

  public SessionDetail {
    ledger = List.copyOf(ledger);
    plays = List.copyOf(plays);
    seen = List.copyOf(seen);
    flagged = List.copyOf(flagged);
    questions = List.copyOf(questions);
    variants = List.copyOf(variants);
  }

  /** Who takes what. */
  public record Head(
      UUID id,
      UUID examId,
      String exam,
      int version,
      String student,
      @Nullable String school,
      int grade,
      String rank,
      String level,
      SessionState state,
      int questionCount,
      @Nullable UUID follows,
      @Nullable UUID movedTo) {}

  /** When what happened. */
  public record Clock(
      Instant matchedAt,
      @Nullable Instant startedAt,
      @Nullable Instant clockStartedAt,
      @Nullable Instant deadline,
      @Nullable Instant pausedAt,
      @Nullable Instant endedAt,
      int allowedSeconds,
      Instant now) {}

  /** Seconds that the ledger gives in all. */
  public int ledgerSum() {
    return ledger.stream().mapToInt(TimeEntry::seconds).sum();
  }

  /** Whether the clock's start and the ledger's sum make the deadline, as they must. */
  public boolean ledgerHolds() {
    Instant start = clock.clockStartedAt();
    return ledgerSum() == clock.allowedSeconds()
        && (start == null || start.plusSeconds(ledgerSum()).equals(clock.deadline()));
  }

  /** A track and how often it was heard. */
  public record Heard(String track, int plays, @Nullable Integer limit, int over, int offline) {}

  /**
   * A question with its answer.
   *
   * @param given by part; none without an answer
   * @param right by part; empty texts for what a teacher grades
   * @param earned null before the end
   * @param longWorth points that a teacher gives; 0 for none
   * @param longGiven null until a teacher gave some
   * @param seconds for how long the student was at it, as the student's devices say; null if none
   *     said
   */
  public record Question(
      int number,
      QuestionType type,
      List<String> given,
      List<String> right,
      @Nullable Instant savedAt,
      boolean late,
      @Nullable BigDecimal earned,
      @Nullable BigDecimal gradable,
      BigDecimal possible,
      BigDecimal longWorth,
      @Nullable BigDecimal longGiven,
      String comment,
      @Nullable Integer seconds) {
    public Question {
      given = List.copyOf(given);
      right = List.copyOf(right);
    }

    /** What was given, in one line; a dash without an answer. */
    public String givenText() {
      String all = joined(given);
      return all.isEmpty() ? "–" : all;
    }

    /** What would be right, in one line. */
    public String rightText() {
      return joined(right);
    }

    /** Whether a teacher has still to grade it. */
    public boolean waits() {
      return gradable != null && gradable.compareTo(possible) < 0;
    }
  }

  private static String joined(List<String> parts) {
    return parts.stream().filter(part -> !part.isBlank()).collect(Collectors.joining(" · "));
  }

  /**
   * An answer that does not count.
   *
   * @param reason STALE, LATE or REPLACED
   * @param current what counts in its place
   */
  public record Variant(
      UUID id,
      int number,
      String reason,
      Instant receivedAt,
      List<String> given,
      List<String> current) {
    public Variant {
      given = List.copyOf(given);
      current = List.copyOf(current);
    }
  }

  /** The score of an ended session. */
  public record Result(
      BigDecimal earned,
      BigDecimal gradable,
      BigDecimal total,
      @Nullable BigDecimal percent,
      int passPercent,
      boolean passed,
      @Nullable String sha256) {

    /** Whether long answers are still to be graded. */
    public boolean waiting() {
      return gradable.compareTo(total) < 0;
    }
  }
}
