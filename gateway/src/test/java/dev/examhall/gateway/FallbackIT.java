package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.annotation.DirtiesContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Services that are gone, slow or break off. Breakers keep state: a context of its own. */
@DirtiesContext
class FallbackIT extends GatewayFixture {

  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private boolean stopped;

  @AfterEach
  void restore() {
    if (stopped) {
      EXAM_RENDER.restart();
    }
    EXAM_RENDER.breakOff(0);
  }

  @Test
  void tellsABrowserWhatIsSafeAndTriesAgain() {
    stop();

    HttpResponse<String> answer = browser().get("/sessions/1/test");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body())
        .contains("What is safe", "Answers that were shown as saved are stored")
        .containsPattern("http-equiv=\"refresh\" content=\"[3-7]\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "POST", "DELETE"})
  void tellsAProgramForEveryMethod(String method) {
    stop();

    HttpResponse<String> answer =
        browser().send(method, "/api/v1/sessions/1/submission", null, "Accept", "application/json");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).contains("/problems/service-unavailable", "\"traceId\"");
  }

  @Test
  void doesNotReloadAFormThatWasSent() {
    stop();

    HttpResponse<String> answer = browser().post("/start", java.util.Map.of("studentName", "x"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("http-equiv=\"refresh\"").contains("go back");
  }

  @Test
  void goesOnWhenTheServiceIsBack() throws InterruptedException {
    stop();
    for (int i = 0; i < 30; i++) {
      browser().get("/");
    }
    EXAM_RENDER.restart();
    stopped = false;

    Instant giveUp = Instant.now().plus(Duration.ofSeconds(5));
    int status = 0;
    while (status != 200 && Instant.now().isBefore(giveUp)) {
      Thread.sleep(100);
      status = browser().get("/").statusCode();
    }

    assertThat(status).isEqualTo(200);
  }

  @Test
  void doesNotAskAServiceThatIsGoneAgainAndAgain() {
    stop();
    for (int i = 0; i < 30; i++) {
      browser().send("PUT", "/api/v1/sessions/1/answers/1", "{}", "Accept", "*/*");
    }
    EXAM_RENDER.restart();
    stopped = false;
    EXAM_RENDER.forget();

    HttpResponse<String> answer =
        browser().send("PUT", "/api/v1/sessions/1/answers/1", "{}", "Accept", "*/*");

    // open: refused without a call, whatever the service would say now
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(EXAM_RENDER.seen()).isEmpty();
  }

  @Test
  void leavesOtherServicesAlone() {
    stop();

    assertThat(browser().get("/status").body()).isEqualTo("monitoring-service");
    assertThat(browser().get("/assets/a.js").body()).isEqualTo("asset-service");
  }

  @Test
  void answersInTimeWhenAServiceDoesNot() {
    Instant start = Instant.now();

    HttpResponse<String> answer = browser().get("/sessions/slow", "Accept", "application/json");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("/problems/service-timed-out");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void letsAClassroomAskAtOnce() {
    List<Integer> answers =
        Flux.range(0, 200)
            .flatMap(
                i ->
                    Mono.fromCallable(() -> browser().get("/sessions/pause").statusCode())
                        .subscribeOn(Schedulers.fromExecutor(THREADS)),
                200)
            .collectList()
            .block();

    assertThat(answers).hasSize(200).containsOnly(200);
  }

  @Test
  void asksOnceMoreWhenAReadBreaksOff() {
    EXAM_RENDER.breakOff(1);
    EXAM_RENDER.forget();

    HttpResponse<String> answer = browser().get("/sessions/1/notice");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(EXAM_RENDER.seen()).hasSize(2);
  }

  @Test
  void asksABrokenServiceHardlyMoreThanAHealthyOne() {
    EXAM_RENDER.breakOff(Integer.MAX_VALUE);
    EXAM_RENDER.forget();

    int requests = 200;
    for (int i = 0; i < requests; i++) {
      // routes in turns, each with a breaker of its own
      browser().get(List.of("/", "/start", "/sessions/1/notice").get(i % 3));
    }

    assertThat(EXAM_RENDER.seen().size()).isLessThanOrEqualTo(requests * 6 / 5);
    assertThat(EXAM_RENDER.seen()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void neverRepeatsAWrite(String method) {
    EXAM_RENDER.breakOff(1);
    EXAM_RENDER.forget();

    HttpResponse<String> answer =
        browser().send(method, "/api/v1/sessions/1/x", "{}", "Accept", "*/*");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(EXAM_RENDER.seen()).hasSize(1);
  }

  private void stop() {
    EXAM_RENDER.stop();
    stopped = true;
  }
}
