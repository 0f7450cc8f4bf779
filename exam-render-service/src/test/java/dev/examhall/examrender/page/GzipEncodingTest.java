package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class GzipEncodingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "gzip, deflate, br, zstd",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "*",
        "gzip;q=0.001",
        "identity;q=0, *;q=0.5",
        "*;q=0, gzip",
        "gzip;q=nonsense"
      })
  void isAccepted(String value) {
    assertThat(accepts(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "br", "identity", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", "gzipped", ";"})
  void isNotAccepted(String value) {
    assertThat(accepts(value)).isFalse();
  }

  @Test
  void isNotAcceptedBySilence() {
    assertThat(GzipEncoding.isAccepted(new HttpHeaders())).isFalse();
  }

  private static boolean accepts(String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.ACCEPT_ENCODING, value);
    return GzipEncoding.isAccepted(headers);
  }
}
