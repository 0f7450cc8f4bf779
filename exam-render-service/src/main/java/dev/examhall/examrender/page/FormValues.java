package dev.examhall.examrender.page;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Values as forms and addresses have them, which anybody may have typed. */
final class FormValues {

  private FormValues() {}

  /** A field without spaces around it; empty if the form does not have it. */
  static String text(MultiValueMap<String, String> form, String field) {
    return Objects.requireNonNullElse(form.getFirst(field), "").strip();
  }

  /** A whole number from 0. */
  static Optional<Integer> number(@Nullable String text) {
    return text != null && text.strip().matches("\\d{1,9}")
        ? Optional.of(Integer.valueOf(text.strip()))
        : Optional.empty();
  }

  /** Points, with a point or a comma. */
  static Optional<BigDecimal> points(@Nullable String text) {
    String points = Objects.requireNonNullElse(text, "").strip().replace(',', '.');
    return points.matches("\\d{1,5}(\\.\\d{1,4})?")
        ? Optional.of(new BigDecimal(points))
        : Optional.empty();
  }

  static Optional<UUID> id(@Nullable String text) {
    try {
      return text == null || text.isBlank()
          ? Optional.empty()
          : Optional.of(UUID.fromString(text.strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
