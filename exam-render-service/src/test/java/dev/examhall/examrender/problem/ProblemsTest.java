package dev.examhall.examrender.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.codec.DecodingException;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {

  private final Problems problems = new Problems(JsonMapper.builder().build(), null);

  private MockServerWebExchange answered(MockServerHttpRequest request, Throwable failure) {
    MockServerWebExchange exchange = MockServerWebExchange.from(request);
    problems.handle(exchange, failure).block(Duration.ofSeconds(60));
    return exchange;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recvAddress(..) failed with error(-104): Connection reset by peer",
        "Broken pipe"
      })
  void aConnectionThatIsResetIsAnOutageAndNeverAnEmptySuccess(String message) {
    MockServerWebExchange exchange =
        answered(
            MockServerHttpRequest.put("/api/v1/sessions/1/answers/1").build(),
            new IOException(message));

    assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(503);
    assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isNotBlank();
    assertThat(exchange.getResponse().getBodyAsString().block(Duration.ofSeconds(60)))
        .contains("try again");
  }

  @Test
  void partsWithoutABoundaryAreTheCallersMistake() {
    MockServerWebExchange exchange =
        answered(
            MockServerHttpRequest.post("/teacher/exams")
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .build(),
            new DecodingException("No multipart boundary found"));

    assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(400);
  }

  @Test
  void whatAnotherServiceSaysAndCannotBeReadIsNotTheCallersMistake() {
    MockServerWebExchange exchange =
        answered(
            MockServerHttpRequest.get("/api/v1/exams").build(),
            new DecodingException("JSON decoding error"));

    assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(500);
  }
}
