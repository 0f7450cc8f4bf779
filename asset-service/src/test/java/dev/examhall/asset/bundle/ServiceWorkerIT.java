package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.examhall.asset.Chromium;
import dev.examhall.asset.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class ServiceWorkerIT {

  @LocalServerPort int port;

  @Test
  void isTakenByABrowserForAllPagesOfTheSite() {
    String origin = "http://127.0.0.1:" + port;
    try (Chromium chromium = new Chromium();
        Page page = chromium.page()) {
      page.route(
          origin + "/sessions/1",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("text/html")
                      .setBody("<!doctype html><title>Page</title>")));
      page.navigate(origin + "/sessions/1");

      Object scope =
          page.evaluate(
              """
              () => navigator.serviceWorker.register('/assets/service-worker.js', {scope: '/'})
                .then(() => navigator.serviceWorker.ready)
                .then(registration => registration.scope)
              """);

      assertThat(scope).isEqualTo(origin + "/");
    }
  }
}
