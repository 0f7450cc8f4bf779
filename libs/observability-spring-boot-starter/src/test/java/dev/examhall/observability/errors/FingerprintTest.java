package dev.examhall.observability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void isTheSameWhereALineMovedOrALambdaGotAnotherNumber() {
    String before = Fingerprint.of("E", List.of(frame("Save", "lambda$save$3", 40)), "m");
    String after = Fingerprint.of("E", List.of(frame("Save", "lambda$save$4", 57)), "m");

    assertThat(after).isEqualTo(before).startsWith("v1:");
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

  private static StackTraceElement frame(String name, String method, int line) {
    return new StackTraceElement("dev.examhall.x." + name, method, name + ".java", line);
  }
}
