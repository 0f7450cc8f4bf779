package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationException;

/** Text with parameters in braces: {@code exam:{examId}:*}. */
final class KeyTemplate {

  private final String text;
  private final List<Part> parts;

  private KeyTemplate(String text, List<Part> parts) {
    this.text = text;
    this.parts = parts;
  }

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Value(KeyExpression expression) implements Part {}
  }

  static KeyTemplate parse(Method method, String attribute, String text, boolean result) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      if (open < 0) {
        parts.add(new Part.Literal(text.substring(at)));
        break;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new InvalidCacheAnnotationException(
            method, "%s \"%s\" has no closing brace".formatted(attribute, text), null);
      }
      if (open > at) {
        parts.add(new Part.Literal(text.substring(at, open)));
      }
      String name = text.substring(open + 1, close).strip();
      String expression = name.startsWith("#") ? name : '#' + name;
      parts.add(new Part.Value(KeyExpression.parse(method, attribute, expression, result)));
      at = close + 1;
    }
    return new KeyTemplate(text, List.copyOf(parts));
  }

  /** What stands before the first colon, or null when that is not literal. */
  @Nullable String prefix() {
    if (parts.isEmpty() || !(parts.getFirst() instanceof Part.Literal literal)) {
      return null;
    }
    int colon = literal.text().indexOf(':');
    return colon < 0 ? null : literal.text().substring(0, colon);
  }

  String value(@Nullable Object[] arguments, @Nullable Object result) throws EvaluationException {
    StringBuilder value = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal literal -> value.append(literal.text());
        case Part.Value of ->
            value.append(
                CacheKey.segment(String.valueOf(of.expression().value(arguments, result))));
      }
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
