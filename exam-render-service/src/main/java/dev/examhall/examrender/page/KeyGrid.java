package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.KeyRow;
import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.text.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer key as a grid: a row for each question, and one more for each further part.
 *
 * @param problems what is wrong, in the order of the rows; rows of a file that is not the grid
 */
public record KeyGrid(List<Row> rows, List<String> problems) {

  public KeyGrid {
    rows = List.copyOf(rows);
    problems = List.copyOf(problems);
  }

  /**
   * A row as it stands in the fields.
   *
   * @param part place among the parts of its question, from 0
   * @param problem what is wrong with it; null if nothing is
   */
  public record Row(
      String number,
      int part,
      String type,
      String answer,
      String points,
      String options,
      String label,
      String credit,
      @Nullable String problem) {}

  /** The key as it is stored, with empty rows for what has none. */
  static KeyGrid of(ExamOverview exam, List<KeyedQuestion> key) {
    Map<Integer, KeyedQuestion> byNumber =
        key.stream().collect(Collectors.toMap(KeyedQuestion::number, Function.identity()));
    List<Row> rows = new ArrayList<>();
    for (int number = 1; number <= exam.questionCount(); number++) {
      KeyedQuestion question = byNumber.get(number);
      if (question == null) {
        rows.add(empty(number, exam.options()));
      } else {
        for (int part = 0; part < question.parts().size(); part++) {
          rows.add(row(question, part));
        }
      }
    }
    return new KeyGrid(rows, List.of());
  }

  private static Row empty(int number, int options) {
    return new Row(
        String.valueOf(number),
        0,
        PartKind.ONE_CHOICE.name(),
        "",
        "1",
        String.valueOf(options),
        "",
        "",
        null);
  }

  private static Row row(KeyedQuestion question, int index) {
    KeyedPart part = question.parts().get(index);
    return new Row(
        String.valueOf(question.number()),
        index,
        part.kind().name(),
        part.kind().isChoice()
            ? String.join(", ", part.choices())
            : part.texts().stream()
                .map(text -> text.replace("|", " | "))
                .collect(Collectors.joining(" | ")),
        index == 0 ? question.points().stripTrailingZeros().toPlainString() : "",
        part.kind().isChoice() ? String.valueOf(part.options()) : "",
        part.label() == null ? "" : part.label(),
        part.credit() == null ? "" : part.credit().name(),
        null);
  }

  /** What was typed into the grid, each problem beside its row. */
  static KeyGrid typed(List<KeyRow> typed, List<KeyRow.Problem> problems, Texts texts) {
    Map<Integer, String> byRow = new HashMap<>();
    problems.forEach(
        problem ->
            byRow.merge(problem.row(), words(problem, texts), (one, other) -> one + " " + other));
    List<Row> rows = new ArrayList<>();
    String previous = "";
    int part = 0;
    for (KeyRow row : typed) {
      part = !row.number().isEmpty() && row.number().equals(previous) ? part + 1 : 0;
      previous = row.number();
      rows.add(
          new Row(
              row.number(),
              part,
              row.type(),
              row.answer(),
              row.points(),
              row.options(),
              row.label(),
              row.credit(),
              byRow.get(row.line())));
    }
    return new KeyGrid(rows, List.of());
  }

  /** The stored key, with what is wrong with a file beside it. */
  KeyGrid refusing(List<KeyRow.Problem> problems, Texts texts) {
    return new KeyGrid(
        rows,
        problems.stream()
            .map(
                problem ->
                    (problem.row() == 0
                            ? ""
                            : texts.of("key.row", String.valueOf(problem.row())) + " ")
                        + words(problem, texts))
            .toList());
  }

  static String words(KeyRow.Problem problem, Texts texts) {
    return texts.of(problem.message(), problem.values().toArray());
  }
}
