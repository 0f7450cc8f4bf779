package dev.examhall.examrender.session;

import dev.examhall.examrender.Sha256;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.ObjectMapper;

/**
 * The fingerprint of an answer sheet: SHA-256, in hexadecimal, over one line for each saved answer
 * in ascending order, {@code number TAB revision TAB parts-as-compact-JSON LF}, in UTF-8.
 */
final class AnswerSheetHash {

  private AnswerSheetHash() {}

  static String of(Map<Integer, SavedAnswer> answers, ObjectMapper json) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(answers)
        .forEach(
            (number, answer) ->
                lines
                    .append(number)
                    .append('\t')
                    .append(answer.revision())
                    .append('\t')
                    .append(json.writeValueAsString(answer.parts()))
                    .append('\n'));
    return Sha256.hex(lines.toString());
  }
}
