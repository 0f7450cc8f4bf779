package dev.examhall.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil",
        "/sign-in",
        "/sign-out",
        "/a b",
        "/%zz"
      })
  void refusesWhatCouldLeadElsewhere(String next) {
    assertThat(LocalPath.of(next)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/teacher/sessions?q=%EA%B0%80&p=2#row", "/a//b"})
  void takesAPathOfThisHost(String next) {
    assertThat(LocalPath.of(next)).hasValue(next);
  }
}
