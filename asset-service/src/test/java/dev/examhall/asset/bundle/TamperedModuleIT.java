package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.examhall.asset.Chromium;
import dev.examhall.asset.RunningService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.json.JsonMapper;

/** What a CDN changes on the way must not run, also deep in what a page imports. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class TamperedModuleIT {
  private static final String PAGE = "teacher_dashboard";

  @LocalServerPort int port;
  @Autowired Bundles bundles;

  @Test
  void isRefusedByTheBrowserAndRunsOnlyWhereNobodyAsksForItsIntegrity() throws Exception {
    PageAssets assets = bundles.page(PAGE).orElseThrow();
    assertThat(assets.importMap().integrity()).as("the page imports modules").isNotEmpty();
    try (Chromium chromium = new Chromium()) {
      Seen guarded = open(chromium, assets, true);
      Seen open = open(chromium, assets, false);

      assertThat(open.ran()).as("the tampering works").isTrue();
      assertThat(guarded.ran()).isFalse();
      assertThat(guarded.console()).anySatisfy(line -> assertThat(line).contains("integrity"));
    }
  }

  private record Seen(boolean ran, List<String> console) {}

  private Seen open(Chromium chromium, PageAssets assets, boolean integrities) throws Exception {
    String origin = "http://127.0.0.1:" + port;
    String script = assets.scripts().getFirst().src();
    String importMap =
        JsonMapper.shared()
            .writeValueAsString(
                integrities ? assets.importMap() : Map.of("imports", assets.importMap().imports()));
    String html =
        "<!doctype html><title>Page</title><script type=importmap>"
            + importMap
            + "</script><script type=module src='"
            + script
            + "'></script>";
    List<String> console = new CopyOnWriteArrayList<>();
    try (Page page = chromium.page()) {
      page.onConsoleMessage(message -> console.add(message.text()));
      page.route(
          origin + "/page",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("text/html")
                      .setHeaders(
                          Map.of(
                              "Content-Security-Policy",
                              "default-src 'none'; connect-src 'self'; script-src 'self' '"
                                  + sha256(importMap)
                                  + "'"))
                      .setBody(html)));
      for (String module : assets.importMap().integrity().keySet()) {
        String source =
            bundles
                .find(module)
                .orElseThrow()
                .variants()
                .get(ContentEncoding.IDENTITY)
                .bytes()
                .toString(StandardCharsets.UTF_8);
        page.route(
            origin + module,
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody(source + "\n;globalThis.tampered = true;")));
      }
      page.navigate(origin + "/page");
      if (integrities) {
        await()
            .until(
                () -> {
                  page.evaluate("0"); // lets the events in
                  return console.stream().anyMatch(line -> line.contains("integrity"));
                });
      } else {
        await().until(() -> Boolean.TRUE.equals(page.evaluate("globalThis.tampered === true")));
      }
      return new Seen(Boolean.TRUE.equals(page.evaluate("globalThis.tampered === true")), console);
    }
  }

  private static String sha256(String text) {
    try {
      return "sha256-"
          + Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
