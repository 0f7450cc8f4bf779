package dev.examhall.observability.measure;

import java.util.Locale;

/** What a statement does, by its first word. */
enum StatementType {
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  WITH,
  OTHER;

  static StatementType of(String statement) {
    String text = statement.stripLeading();
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return switch (text.substring(0, end).toUpperCase(Locale.ROOT)) {
      case "SELECT" -> SELECT;
      case "INSERT" -> INSERT;
      case "UPDATE" -> UPDATE;
      case "DELETE" -> DELETE;
      case "WITH" -> WITH;
      default -> OTHER;
    };
  }
}
