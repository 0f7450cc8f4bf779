package dev.examhall.examrender.exam;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request for an answer key, as it came: anything may be missing or wrong. */
record AnswerKeyInput(@Nullable List<@Nullable QuestionInput> questions) {

  record QuestionInput(
      @Nullable Integer number,
      @Nullable String type,
      @Nullable BigDecimal points,
      @Nullable List<@Nullable PartInput> parts) {}

  record PartInput(
      @Nullable String kind,
      @Nullable Integer options,
      @Nullable String label,
      @Nullable List<@Nullable String> choices,
      @Nullable List<@Nullable String> texts,
      @Nullable String credit) {}
}
