package dev.examhall.examrender.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(lines.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
