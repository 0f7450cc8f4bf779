package dev.examhall.observability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

class AbandonedAnswersTest {

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AbandonedAnswers.class);
  private final AbandonedAnswers hook = new AbandonedAnswers();

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
    hook.close();
  }

  @Test
  void aCallThatFailsAfterItWasGivenUpIsNoError() {
    failAfterCancellation(new TimeoutException("describeCluster"));
    failAfterCancellation(new IllegalStateException(new ConnectException("refused")));
    failAfterCancellation(
        new IllegalStateException(
            "The client response body has been released already due to cancellation."));

    assertThat(errors()).isEmpty();
  }

  @Test
  void anythingElseThatNobodyTakesIsReported() {
    failAfterCancellation(new IllegalArgumentException("a bug"));

    assertThat(errors()).singleElement().satisfies(e -> assertThat(e).contains("a bug"));
  }

  private static void failAfterCancellation(Throwable failure) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Mono.fromFuture(answer, true).subscribe().dispose();
    answer.completeExceptionally(failure);
  }

  private List<String> errors() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(event -> event.getThrowableProxy().getMessage())
        .toList();
  }
}
