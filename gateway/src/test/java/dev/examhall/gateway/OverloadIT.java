package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** More pages are asked for than the service can make: 200 a second. */
@DirtiesContext
@TestPropertySource(
    properties = {
      "examhall.gateway.overload.initial=60",
      "examhall.gateway.overload.least=8",
      "examhall.gateway.overload.longest-wait=200ms",
      "examhall.gateway.overload.waiting=50",
      "examhall.gateway.limits.address.burst=1000000",
      "examhall.gateway.upstream.response-timeout=20s"
    })
class OverloadIT extends GatewayFixture {

  private static final int READERS = 120;
  private static final int SAVES = 40;

  @Autowired MeterRegistry meters;

  @Test
  void savesGoFirstAndPagesSayWhenToComeBack() throws Exception {
    Queue<HttpResponse<String>> pages = new ConcurrentLinkedQueue<>();
    List<HttpResponse<String>> saves = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Browser browser = browser();
        readers.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    HttpResponse<String> page = browser.get("/sessions/crowded");
                    pages.add(page);
                    if (page.statusCode() == 503) {
                      TimeUnit.MILLISECONDS.sleep(20);
                    }
                  }
                  return null;
                }));
      }
      Browser student = browser();
      for (int i = 0; i < SAVES; i++) {
        saves.add(
            student.send("PUT", "/api/v1/sessions/crowded/answers/" + i, "{}", "Accept", "*/*"));
      }
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }

    assertThat(saves).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(pages)
        .extracting(HttpResponse::statusCode)
        .contains(200, 503)
        .containsOnly(200, 503);
    assertThat(pages)
        .filteredOn(page -> page.statusCode() == 503)
        .allSatisfy(
            page -> {
              assertThat(page.headers().firstValue("retry-after")).isPresent();
              assertThat(page.body()).contains("Many people are here right now", "What is safe");
            });
    assertThat(meters.get("examhall.gateway.shed").tag("priority", "VIEW").counter().count())
        .isEqualTo(pages.stream().filter(page -> page.statusCode() == 503).count());
    assertThat(meters.find("examhall.gateway.shed").tag("priority", "SAVE").counter()).isNull();
  }

  @Test
  void nothingIsTakenForEver() {
    assertThat(browser().get("/sessions/pause").statusCode()).isEqualTo(200);

    assertThat(
            meters
                .get("examhall.gateway.concurrency.used")
                .tag("service", "exam-render-service")
                .gauge()
                .value())
        .isZero();
  }
}
