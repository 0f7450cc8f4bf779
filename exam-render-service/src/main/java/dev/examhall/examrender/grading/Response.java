package dev.examhall.examrender.grading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a student filled in for one part. */
public record Response(List<String> choices, @Nullable String text) {
  /** An untouched part. */
  public static final Response NONE = new Response(List.of(), null);

  @SuppressWarnings({"ConstantValue", "RedundantNullCheck"}) // stored JSON leaves out what is empty
  public Response {
    choices = choices == null ? List.of() : List.copyOf(choices);
  }
}
