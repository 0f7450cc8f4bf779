package dev.examhall.examrender.exam;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of an exam as students may see it. It never holds the answer key, so it can be cached
 * and sent.
 *
 * @param timerMinutes time on the clock, 1–180
 * @param passPercent percentage from which the exam counts as passed, 0–100
 * @param questions in order of their numbers
 * @param booklet null until a PDF was uploaded
 * @param splitPages whether each page of the PDF shows two pages side by side
 * @param answerReview whether students see afterwards which answers were right
 * @param skipFirstLeftHalf whether the left half of the first page is left out when pages are split
 */
public record Exam(
    UUID id,
    int version,
    String name,
    int timerMinutes,
    int passPercent,
    List<Question> questions,
    @Nullable MediaRef booklet,
    List<AudioTrack> tracks,
    boolean splitPages,
    boolean skipFirstLeftHalf,
    boolean answerReview) {

  public Exam {
    questions = List.copyOf(questions);
    tracks = List.copyOf(tracks);
  }

  /** How many questions the answer sheet has. */
  public int questionCount() {
    return questions.size();
  }

  /** The question of that number, or null when the exam has none. */
  public @Nullable Question question(int number) {
    return number >= 1 && number <= questions.size() ? questions.get(number - 1) : null;
  }
}
