package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.examhall.asset.Chromium;
import dev.examhall.asset.RunningService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page whose bundles come from another origin, as from a CDN that pulls them from here: what a
 * browser then asks of the answers' headers.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class CdnIT {
  private static final String PAGE = "teacher_dashboard";

  @LocalServerPort int port;

  @Test
  void servesAPageOfAnotherOriginWithIntegritiesAndTimings() throws Exception {
    String origin = "http://127.0.0.1:" + port;
    String cdn = "http://localhost:" + port;
    PageAssets assets = PageAssets.ofAllPages(BundleRelease.current().manifest(), cdn).get(PAGE);
    List<String> complaints = new CopyOnWriteArrayList<>();
    try (Chromium chromium = new Chromium();
        Page page = chromium.page()) {
      page.onConsoleMessage(message -> complaints.add(message.text()));
      page.route(origin + "/page", route -> route.fulfill(page(assets, cdn)));
      page.navigate(origin + "/page");

      List<String> wanted = wanted(assets, cdn);
      assertThat(wanted).hasSizeGreaterThan(3);
      await()
          .untilAsserted(
              () -> assertThat(seenWithTheirSizes(page)).as("%s", complaints).containsAll(wanted));
      assertThat(page.evaluate("[...document.styleSheets].length"))
          .isEqualTo(assets.styles().size());
      assertThat(complaints)
          .noneMatch(
              line ->
                  line.contains("CORS") || line.contains("integrity") || line.contains("Policy"));
    }
  }

  /** A browser tells a page the sizes of another origin's files only where it is allowed to. */
  private static List<String> seenWithTheirSizes(Page page) {
    Object seen =
        page.evaluate(
            "performance.getEntriesByType('resource').filter(e => e.transferSize > 0 &&"
                + " e.responseStatus === 200).map(e => e.name)");
    return ((List<?>) seen).stream().map(String::valueOf).toList();
  }

  private static List<String> wanted(PageAssets assets, String cdn) {
    List<String> paths = new ArrayList<>();
    assets.styles().forEach(style -> paths.add(style.href()));
    assets.scripts().forEach(script -> paths.add(script.src()));
    assets.modulePreloads().forEach(module -> paths.add(module.href()));
    return paths.stream().map(path -> cdn + path).toList();
  }

  private static Route.FulfillOptions page(PageAssets assets, String cdn) {
    String importMap = JsonMapper.shared().writeValueAsString(assets.importMap());
    Stream<String> head =
        Stream.of(
                Stream.of("<!doctype html><title>Page</title>"),
                assets.styles().stream()
                    .map(
                        style ->
                            "<link rel=stylesheet crossorigin href='%s' integrity='%s'>"
                                .formatted(cdn + style.href(), style.integrity())),
                Stream.of("<script type=importmap>" + importMap + "</script>"),
                assets.modulePreloads().stream()
                    .map(
                        module ->
                            "<link rel=modulepreload crossorigin href='%s' integrity='%s'>"
                                .formatted(cdn + module.href(), module.integrity())),
                assets.scripts().stream()
                    .map(
                        script ->
                            "<script type=module crossorigin src='%s' integrity='%s'></script>"
                                .formatted(cdn + script.src(), script.integrity())))
            .flatMap(lines -> lines);
    String policy =
        "default-src 'none'; style-src %1$s; script-src %1$s '%2$s'"
            .formatted(cdn, sha256(importMap));
    return new Route.FulfillOptions()
        .setContentType("text/html")
        .setHeaders(Map.of("Content-Security-Policy", policy))
        .setBody(String.join("\n", head.toList()));
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
