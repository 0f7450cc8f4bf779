package dev.examhall.monitoring.errors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same for the same bug in a browser over releases: function names and files without their
 * hashes, lines and columns. Firefox and Chromium write stacks differently; names and files are in
 * both.
 */
final class BrowserFingerprint {

  private static final String VERSION = "b1:";
  private static final int FRAMES = 5;

  /** {@code at save (https://host/assets/chunks/x-ABC123.js:1:234)} or {@code save@https://…}. */
  private static final Pattern FRAME =
      Pattern.compile(
          "(?:at\\s+)?(?:async\\s+)?([\\w$.<>\\[\\] ]*?)\\s*[(@]?\\s*"
              + "(?:https?://[^/\\s]+)?(/[^\\s:?#)]+?)(?:\\?[^\\s:)]*)?:\\d+(?::\\d+)?\\)?\\s*");

  private static final Pattern HASH = Pattern.compile("-[A-Z0-9]{8}(?=\\.\\w+$)");
  private static final Pattern CHANGING =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|https?://\\S+|\\d+|\"[^\"]*\"|'[^']*'");

  private BrowserFingerprint() {}

  static String of(String type, String message, String stack) {
    List<String> frames =
        stack
            .lines()
            .map(String::strip)
            .map(FRAME::matcher)
            .filter(Matcher::matches)
            .map(
                frame -> frame.group(1).strip() + "@" + HASH.matcher(frame.group(2)).replaceAll(""))
            .limit(FRAMES)
            .toList();
    // A build may name functions by single letters: the message tells such bugs apart.
    String said = CHANGING.matcher(message.toLowerCase(Locale.ROOT)).replaceAll("#");
    return VERSION + hash(type + "\n" + said + "\n" + String.join("\n", frames));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
