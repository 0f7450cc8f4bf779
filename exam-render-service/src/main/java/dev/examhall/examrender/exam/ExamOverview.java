package dev.examhall.examrender.exam;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An exam as teachers see it.
 *
 * @param makerId id of the person who made it
 * @param makerName name of that person; null for exams of an older release
 * @param shared whether all teachers may use and change it
 * @param accessCode what students are asked for before they start; null for nothing
 * @param version the latest version, the one that changes go into
 * @param activeVersion the version that new sessions get; null while the exam is not active
 * @param missingQuestions numbers that have no key yet
 */
public record ExamOverview(
    UUID id,
    String name,
    String makerId,
    @Nullable String makerName,
    boolean shared,
    @Nullable String accessCode,
    int version,
    @Nullable Integer activeVersion,
    int timerMinutes,
    int questionCount,
    int options,
    int passPercent,
    boolean splitPages,
    boolean skipFirstLeftHalf,
    boolean levelChange,
    boolean answerReview,
    @Nullable MediaRef booklet,
    List<AudioTrack> tracks,
    List<Integer> missingQuestions,
    Instant changedAt) {
  public ExamOverview {
    tracks = List.copyOf(tracks);
    missingQuestions = List.copyOf(missingQuestions);
  }
}
