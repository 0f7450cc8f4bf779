package dev.examhall.observability.errors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same for the same bug over restarts and shifted lines: made of the exception's type and of
 * the frames in our own code, without line numbers, with what the compiler and the proxies number
 * taken out. Its version stands in front, so that a better recipe does not mix with this one.
 */
final class Fingerprint {

  private static final String VERSION = "v1:";
  private static final String OURS = "dev.examhall.";
  private static final int FRAMES = 8;

  /** {@code lambda$save$3}: the number counts lambdas of the class, the method's name stays. */
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

  private static final Pattern GENERATED =
      Pattern.compile("\\$\\$(?:Lambda|SpringCGLIB|FastClass|EnhancerBy)[^.]*|/0x[0-9a-f]+");

  private Fingerprint() {}

  /**
   * @param type of the exception, or the logger where there was none
   * @param fallback stands in where no frame is ours, such as the message's pattern
   */
  static String of(String type, List<StackTraceElement> frames, String fallback) {
    List<String> ours =
        frames.stream()
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .map(frame -> normalised(frame.getClassName() + "." + frame.getMethodName()))
            .limit(FRAMES)
            .toList();
    Stream<String> parts = ours.isEmpty() ? Stream.of(fallback) : ours.stream();
    return VERSION + hash(Stream.concat(Stream.of(type), parts).collect(Collectors.joining("\n")));
  }

  private static String normalised(String frame) {
    return GENERATED.matcher(LAMBDA.matcher(frame).replaceAll("lambda:$1")).replaceAll("");
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
