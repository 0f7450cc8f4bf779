package dev.examhall.observability.errors;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same for the same bug over restarts and shifted lines: made of the exception's type and of
 * the frames in our own code, without line numbers, with what the compiler and the proxies number
 * taken out. Its version stands in front, so that a better recipe does not mix with this one.
 *
 * <p>A lambda is named by its method and by its place among that method's lambdas: another lambda
 * elsewhere in the class changes the compiler's number and not this place.
 */
final class Fingerprint {

  private static final String VERSION = "v2:";
  private static final String OURS = "dev.examhall.";
  private static final int FRAMES = 8;

  /** {@code lambda$save$3}: the number counts lambdas of the class, the method's name stays. */
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$(\\d+)");

  private static final Pattern GENERATED =
      Pattern.compile("\\$\\$(?:Lambda|SpringCGLIB|FastClass|EnhancerBy)[^.]*|/0x[0-9a-f]+");

  private Fingerprint() {}

  /**
   * @param type of the exception, or the logger where there was none
   * @param fallback stands in where no frame is ours, such as the message's pattern
   */
  static String of(String type, List<StackTraceElement> frames, String fallback) {
    return of(type, frames, fallback, Fingerprint.class.getClassLoader());
  }

  /**
   * @param classes finds the classes of the frames
   */
  static String of(
      String type, List<StackTraceElement> frames, String fallback, ClassLoader classes) {
    List<String> ours =
        frames.stream()
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .map(frame -> normalised(frame, classes))
            .limit(FRAMES)
            .toList();
    Stream<String> parts = ours.isEmpty() ? Stream.of(fallback) : ours.stream();
    String kind = GENERATED.matcher(type).replaceAll("");
    return VERSION + hash(Stream.concat(Stream.of(kind), parts).collect(Collectors.joining("\n")));
  }

  private static String normalised(StackTraceElement frame, ClassLoader classes) {
    String type = GENERATED.matcher(frame.getClassName()).replaceAll("");
    Matcher lambda = LAMBDA.matcher(frame.getMethodName());
    String method =
        lambda.matches()
            ? "lambda:" + lambda.group(1) + place(type, lambda, classes)
            : GENERATED.matcher(frame.getMethodName()).replaceAll("");
    return type + "." + method;
  }

  /** {@code :1} for a method's second lambda; empty when the class cannot be looked into. */
  private static String place(String type, Matcher lambda, ClassLoader classes) {
    List<Integer> numbers = new ArrayList<>();
    try {
      for (Method method : Class.forName(type, false, classes).getDeclaredMethods()) {
        number(method.getName(), lambda.group(1)).ifPresent(numbers::add);
      }
    } catch (ClassNotFoundException | LinkageError notThere) {
      return "";
    }
    numbers.sort(Comparator.naturalOrder());
    int place = numbers.indexOf(Integer.parseInt(lambda.group(2)));
    return place < 0 ? "" : ":" + place;
  }

  private static Optional<Integer> number(String method, String owner) {
    Matcher lambda = LAMBDA.matcher(method);
    return lambda.matches() && lambda.group(1).equals(owner)
        ? Optional.of(Integer.parseInt(lambda.group(2)))
        : Optional.empty();
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
