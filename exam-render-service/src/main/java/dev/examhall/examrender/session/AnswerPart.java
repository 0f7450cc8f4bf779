package dev.examhall.examrender.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was filled in for one part: letters for choices, text for the rest. An untouched part has
 * neither.
 *
 * @param choices letters A–J
 * @param text as typed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AnswerPart(List<String> choices, @Nullable String text) {

  @SuppressWarnings({"ConstantValue", "RedundantNullCheck"}) // JSON may leave the field out
  public AnswerPart {
    choices = choices == null ? List.of() : List.copyOf(choices);
  }

  public static AnswerPart choices(String... letters) {
    return new AnswerPart(List.of(letters), null);
  }

  public static AnswerPart text(String text) {
    return new AnswerPart(List.of(), text);
  }

  /** Whether nothing was filled in. */
  public boolean blank() {
    return choices.isEmpty() && (text == null || text.isBlank());
  }
}
