package dev.examhall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

class TimeLeftTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";

  private final TimeLeft filter = new TimeLeft(new Problems("some-service"));
  private final AtomicReference<HttpHeaders> called = new AtomicReference<>();
  private final WebClient client =
      WebClient.builder()
          .filter(
              ServiceTokenFilter.forAudience(
                  new ServiceTokens(
                      "some-service", InternalSecrets.of(SECRET, null), Clock.systemUTC()),
                  "another-service"))
          .exchangeFunction(
              request -> {
                called.set(request.headers());
                return Mono.just(ClientResponse.create(HttpStatus.OK).build());
              })
          .build();

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5"})
  void answersAtOnceWhenTheTimeIsOver(String left) {
    MockServerWebExchange exchange = exchange(left);

    filter.filter(exchange, answered -> call()).block();

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
    assertThat(exchange.getResponse().getBodyAsString().block()).contains("/problems/too-late");
    assertThat(called).hasValue(null);
  }

  @Test
  void tellsWhatIsLeftToWhomItCalls() {
    filter.filter(exchange("60000"), answered -> call()).block();

    assertThat(Long.parseLong(called.get().getFirst(TimeLeft.HEADER))).isBetween(1L, 60_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "99999999999999999999"})
  void takesNoNotionOfWhatIsNoTime(String left) {
    filter.filter(exchange(left), answered -> call()).block();

    assertThat(called.get().containsHeader(TimeLeft.HEADER)).isFalse();
  }

  private Mono<Void> call() {
    return client.get().uri("/").retrieve().toBodilessEntity().then();
  }

  private static MockServerWebExchange exchange(String left) {
    return MockServerWebExchange.from(MockServerHttpRequest.get("/").header(TimeLeft.HEADER, left));
  }
}
