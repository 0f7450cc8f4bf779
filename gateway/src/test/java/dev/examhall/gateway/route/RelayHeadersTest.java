package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayHeadersTest {

  @Test
  void letsNobodyTakeTheGatewaysOwnWordAway() {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set("Connection", "Authorization, X-Hop, keep-alive");
    headers.set("X-Hop", "1");
    headers.set("X-Stays", "2");

    assertThat(RelayHeaders.passedOn(headers, headers.getAll("Connection")).names())
        .containsExactly("X-Stays");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a=1; examhall_session=x; b=2 | a=1; b=2",
        "examhall_session=x            | ''",
        "examhall_session=x;examhall_session=y; a=1 | a=1",
        "examhall_sessions=x           | examhall_sessions=x",
        "a=examhall_session            | a=examhall_session",
      })
  void takesTheSessionOutOfTheCookies(String header, String kept) {
    assertThat(RelayHeaders.withoutSession(header)).isEqualTo(kept);
  }
}
