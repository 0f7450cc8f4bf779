package dev.examhall.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class RequestCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../x",
        "/a/..",
        "/a/./b",
        "/a//b",
        "/%2e%2e/a",
        "/a/%2E./b",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a;v=1/b",
        "/a%3bb",
        "/a%00",
        "/a%0d%0aX:y",
        "/a%252e",
        "a",
        ""
      })
  void findsPathsThatCanBeReadInTwoWays(String path) {
    assertThat(RequestCheck.ambiguous(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a.b/c..d", "/a/.well-known", "/%EA%B0%80", "/a+b", "/a%20b"})
  void takesPathsThatMeanOneThing(String path) {
    assertThat(RequestCheck.ambiguous(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exam.example", "exam.example:8080", "[::1]", "[::1]:80", "10.0.0.1:1", ""})
  void takesHostsThatCanBeRead(String host) {
    assertThat(RequestCheck.unreadable(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "a b", "a/b", "a@b", "a:b", "a:1:2", "[::1", "\"a\"", "a,b"})
  void refusesHostsThatCanNotBeRead(String host) {
    assertThat(RequestCheck.unreadable(host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http,  exam.example,      http://exam.example,      false",
    "http,  exam.example:80,   http://exam.example,      false",
    "https, exam.example,      https://exam.example:443, false",
    "https, EXAM.example,      https://exam.EXAMPLE,     false",
    "https, exam.example,      http://exam.example,      true",
    "https, exam.example,      https://exam.example:444, true",
    "https, exam.example,      https://exam.example.evil,true",
    "https, exam.example,      null,                     true",
    "https, exam.example,      'https://exam.example@evil', true",
  })
  void comparesTheOriginAsAWhole(String scheme, String host, String origin, boolean crossSite) {
    HttpHeaders headers = new HttpHeaders();
    headers.setOrigin(origin);
    Client client = new Client("127.0.0.1", scheme.equals("https"), host, "0");

    assertThat(RequestCheck.crossSite(headers::getFirst, false, client)).isEqualTo(crossSite);
  }

  @Test
  void believesTheBrowserBeforeTheOrigin() {
    HttpHeaders headers = new HttpHeaders();
    headers.setOrigin("http://exam.example");
    headers.set("Sec-Fetch-Site", "cross-site");

    assertThat(
            RequestCheck.crossSite(
                headers::getFirst, false, new Client("127.0.0.1", false, "exam.example", "0")))
        .isTrue();
  }
}
