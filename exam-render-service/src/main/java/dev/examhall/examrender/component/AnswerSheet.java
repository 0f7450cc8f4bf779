package dev.examhall.examrender.component;

import dev.examhall.examrender.exam.Question;
import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of every question, in groups that share their listening tracks.
 *
 * @param groups in the order of the questions
 */
public record AnswerSheet(@Nullable String id, List<Group> groups) implements Component {

  /** Letters of the options; a part has at most as many. */
  public static final String LETTERS = "ABCDEFGHIJ";

  public AnswerSheet {
    groups = List.copyOf(groups);
  }

  public int questionCount() {
    return groups.stream().mapToInt(group -> group.questions().size()).sum();
  }

  @Override
  public ComponentType type() {
    return ComponentType.ANSWER_SHEET;
  }

  /**
   * Neighbouring questions.
   *
   * @param players the rendered players of the tracks that begin with this group
   */
  public record Group(List<Content> players, List<Question> questions) {
    public Group {
      players = List.copyOf(players);
      questions = List.copyOf(questions);
    }
  }
}
