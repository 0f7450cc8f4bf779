package dev.examhall.examrender;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RequestDeadlineTest {

  private static final WebFilterChain HANGS = exchange -> Mono.never();
  private static final WebFilterChain STREAMS =
      exchange -> exchange.getResponse().setComplete().then(Mono.never());

  @Test
  void endsARequestThatNobodyAnswers() {
    StepVerifier.withVirtualTime(() -> filtered("/api/v1/sessions/1/answers/1", HANGS))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(14))
        .thenAwait(Duration.ofSeconds(2))
        .verifyError(TimeoutException.class);
  }

  @Test
  void leavesAnswersAloneThatHaveBegun() {
    StepVerifier.withVirtualTime(() -> filtered("/sessions/1/test", STREAMS))
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(5))
        .thenCancel()
        .verify();
  }

  @Test
  void leavesUploadsTheirTime() {
    StepVerifier.withVirtualTime(() -> filtered("/api/v1/exams/1/booklet", HANGS))
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(1))
        .thenCancel()
        .verify();
  }

  private static Mono<Void> filtered(String path, WebFilterChain chain) {
    return new RequestDeadline()
        .filter(MockServerWebExchange.from(MockServerHttpRequest.get(path)), chain);
  }
}
