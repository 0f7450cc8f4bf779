package dev.examhall.examrender.component;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grid of question numbers.
 *
 * @param totalQuestions how many there are
 * @param currentQuestion the one the student is at, from 1
 * @param answeredQuestions numbers of those with an answer
 * @param showStatus whether answered ones are marked and counted
 */
public record QuestionNav(
    @Nullable String id,
    int totalQuestions,
    int currentQuestion,
    Set<Integer> answeredQuestions,
    boolean showStatus)
    implements Component {

  public QuestionNav {
    answeredQuestions = Set.copyOf(answeredQuestions);
    if (totalQuestions < 1) {
      throw new IllegalArgumentException("totalQuestions must be positive: " + totalQuestions);
    }
    if (currentQuestion < 1 || currentQuestion > totalQuestions) {
      throw new IllegalArgumentException(
          "currentQuestion " + currentQuestion + " is not one of 1–" + totalQuestions);
    }
  }

  /** At the first question, nothing answered, with status. */
  public static QuestionNav of(@Nullable String id, int totalQuestions) {
    return new QuestionNav(id, totalQuestions, 1, Set.of(), true);
  }

  public boolean isCurrent(int number) {
    return number == currentQuestion;
  }

  public boolean isAnswered(int number) {
    return showStatus && answeredQuestions.contains(number);
  }

  @Override
  public ComponentType type() {
    return ComponentType.QUESTION_NAV;
  }
}
