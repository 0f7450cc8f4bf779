package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.grading.QuestionScore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Lays a student's answers beside the key, after the end and where the exam allows it. */
@Component
public class ReviewAnswers {

  private final SessionBoard board;
  private final AnswerRepository answers;
  private final AnswerKeys keys;

  ReviewAnswers(SessionBoard board, AnswerRepository answers, AnswerKeys keys) {
    this.board = board;
    this.answers = answers;
    this.keys = keys;
  }

  /**
   * One question.
   *
   * @param given what was answered, by part; empty texts for parts without an answer
   * @param right what would have been right, by part; an empty text for what a teacher grades
   * @param score null where the attempt has none
   */
  public record Reviewed(
      int number, List<String> given, List<String> right, @Nullable QuestionScore score) {
    public Reviewed {
      given = List.copyOf(given);
      right = List.copyOf(right);
    }
  }

  /** All questions in order; none where the exam does not allow it. */
  public Mono<List<Reviewed>> of(SessionResult result) {
    return result.answerReview()
        ? Mono.zip(
                keys.of(result.examId(), result.examVersion()),
                answers.all(result.sessionId()),
                board.scores(result.sessionId()))
            .map(all -> reviewed(all.getT1(), all.getT2(), all.getT3()))
        : Mono.just(List.of());
  }

  private static List<Reviewed> reviewed(
      List<KeyedQuestion> questions,
      Map<Integer, SavedAnswer> sheet,
      Map<Integer, QuestionScore> scores) {
    return questions.stream()
        .map(
            question ->
                new Reviewed(
                    question.number(),
                    given(sheet.get(question.number())),
                    question.parts().stream().map(ReviewAnswers::right).toList(),
                    scores.get(question.number())))
        .toList();
  }

  private static List<String> given(@Nullable SavedAnswer answer) {
    return answer == null
        ? List.of()
        : answer.parts().stream()
            .map(
                part ->
                    part.text() == null ? String.join(", ", part.choices()) : part.text().strip())
            .toList();
  }

  /** Alternatives of a text are divided by strokes in the key. */
  private static String right(KeyedPart part) {
    return part.texts().isEmpty()
        ? String.join(", ", part.choices())
        : part.texts().stream()
            .map(text -> text.replace("|", " / "))
            .collect(Collectors.joining(" / "));
  }
}
