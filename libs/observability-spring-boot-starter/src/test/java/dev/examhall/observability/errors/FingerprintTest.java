package dev.examhall.observability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void isTheSameWhereALineMovedOrALambdaGotAnotherNumber() {
    String before = Fingerprint.of("E", List.of(frame("Save", "lambda$save$3", 40)), "m");
    String after = Fingerprint.of("E", List.of(frame("Save", "lambda$save$4", 57)), "m");

    assertThat(after).isEqualTo(before).startsWith("v2:");
  }

  @Test
  void isTheSameForAGeneratedProxyOfTheClass() {
    String plain = Fingerprint.of("E", List.of(frame("Save", "save", 1)), "m");
    String proxied = Fingerprint.of("E", List.of(frame("Save$$SpringCGLIB$$0", "save", 1)), "m");

    assertThat(proxied).isEqualTo(plain);
  }

  @Test
  void differsForLambdasOfDifferentMethods() {
    assertThat(Fingerprint.of("E", List.of(frame("Save", "lambda$save$0", 1)), "m"))
        .isNotEqualTo(Fingerprint.of("E", List.of(frame("Save", "lambda$load$0", 1)), "m"));
  }

  @Test
  void ignoresFramesThatAreNotOurs() {
    StackTraceElement foreign = new StackTraceElement("reactor.core.Mono", "map", "Mono.java", 9);

    assertThat(Fingerprint.of("E", List.of(foreign, frame("Save", "save", 1)), "m"))
        .isEqualTo(Fingerprint.of("E", List.of(frame("Save", "save", 2)), "other"));
  }

  @Test
  void fallsBackToTheMessageWhereNoFrameIsOurs() {
    assertThat(Fingerprint.of("E", List.of(), "a"))
        .isNotEqualTo(Fingerprint.of("E", List.of(), "b"));
  }

  /** Three starts of three builds: each has its own class, and in two of them lines moved. */
  @Test
  void isTheSameForARealBugOverRestartsAndAShiftedLineAndTellsTwoLambdasApart() throws Exception {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (String shift :
        List.of("", "\n\n\n", "\n  static Runnable other() { return () -> {}; }\n")) {
      ClassLoader start = build(shift);
      first.add(thrownBy(start, "first"));
      second.add(thrownBy(start, "second"));
    }

    assertThat(first).containsOnly(first.getFirst());
    assertThat(second).containsOnly(second.getFirst());
    assertThat(first.getFirst()).isNotEqualTo(second.getFirst());
  }

  private static String thrownBy(ClassLoader start, String which) throws Exception {
    Runnable[] both =
        (Runnable[]) start.loadClass("dev.examhall.x.Buggy").getMethod("both").invoke(null);
    try {
      both[which.equals("first") ? 0 : 1].run();
      throw new AssertionError("it did not fail");
    } catch (IllegalStateException failure) {
      return Fingerprint.of(
          failure.getClass().getName(), List.of(failure.getStackTrace()), "", start);
    }
  }

  private static ClassLoader build(String shift) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "build");
    Path source = folder.resolve("Buggy.java");
    Files.writeString(
        source,
        """
        package dev.examhall.x;
        public class Buggy {%s
          public static Runnable[] both() {
            return new Runnable[] {
              () -> { throw new IllegalStateException("one"); },
              () -> { throw new IllegalStateException("two"); }};
          }
        }
        """
            .formatted(shift));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
    assertThat(result).isZero();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }

  private static StackTraceElement frame(String name, String method, int line) {
    return new StackTraceElement("dev.examhall.x." + name, method, name + ".java", line);
  }
}
