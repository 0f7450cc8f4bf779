package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.grading.Response;
import java.util.List;
import java.util.stream.Collectors;

/** Answers and keys as teachers read them, one text a part. */
final class AnswerText {

  private AnswerText() {}

  /** What was given; empty texts for parts without an answer. */
  static List<String> given(List<Response> parts) {
    return parts.stream()
        .map(part -> part.text() == null ? String.join(", ", part.choices()) : part.text().strip())
        .toList();
  }

  /** What would be right; empty for what a teacher grades. Alternatives are divided by slashes. */
  static String right(KeyedPart part) {
    return part.kind() == PartKind.SHORT
        ? part.texts().stream()
            .map(text -> text.replace("|", " / "))
            .collect(Collectors.joining(" / "))
        : String.join(", ", part.choices());
  }
}
