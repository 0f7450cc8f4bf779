package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.examhall.asset.Chromium;
import dev.examhall.asset.RunningService;
import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.http.RawHttp.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With the real esbuild, on a copy of the real sources. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
@DirtiesContext
class DevelopmentModeIT {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Path SOURCES = copyOfTheSources();

  @LocalServerPort int port;
  private RawHttp http;
  private Socket listening;
  private BufferedReader events;

  @DynamicPropertySource
  static void develop(DynamicPropertyRegistry registry) {
    registry.add("examhall.bundles.development", SOURCES::toString);
    registry.add("examhall.bundles.development-tools", () -> "target/assets/tools.json");
  }

  @BeforeEach
  void listen() throws IOException {
    http = new RawHttp(port);
    listening = new Socket("127.0.0.1", port);
    listening.setSoTimeout(PATIENCE_MILLIS);
    listening
        .getOutputStream()
        .write(
            "GET /assets/live-reload/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    events =
        new BufferedReader(
            new InputStreamReader(listening.getInputStream(), StandardCharsets.UTF_8));
  }

  @AfterEach
  void leave() throws IOException {
    listening.close();
    http.close();
  }

  @Test
  void servesASourceAgainAsSoonAsItChanged() throws IOException {
    String before = nextState().path("files").path("/assets/home.js").stringValue();

    append("pages/home.js", "\nconsole.log('changed just now');\n");

    assertThat(nextState().path("files").path("/assets/home.js").stringValue())
        .isNotEqualTo(before);
    Answer answer = http.send("GET", "/assets/home.js", "Accept-Encoding: br, gzip\r\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).contains("console.log(\"changed just now\")");
    assertThat(answer.headers())
        .containsEntry("cache-control", "no-cache")
        .doesNotContainKey("content-encoding");
    assertThat(
            http.send(
                    "GET",
                    "/assets/home.js",
                    "If-None-Match: " + answer.headers().get("etag") + "\r\n")
                .status())
        .isEqualTo(304);
  }

  @Test
  void saysWhereASyntaxErrorIsServesWhatWasAndGoesOnWhenItIsMended() throws IOException {
    nextState();
    Path source = SOURCES.resolve("pages/student_notice.js");
    String right = Files.readString(source);
    int line = (int) right.lines().count() + 1;

    append("pages/student_notice.js", "const broken = ;\n");

    JsonNode complaint = nextState().path("complaints").path(0);
    assertThat(complaint.path("place").stringValue())
        .isEqualTo("pages/student_notice.js:" + line + ":16");
    assertThat(complaint.path("text").stringValue()).isEqualTo("Unexpected \";\"");
    assertThat(complaint.path("line").stringValue()).startsWith("const broken = ;");
    assertThat(http.send("GET", "/assets/student_notice.js", "").status()).isEqualTo(200);

    save(source, right + "console.log('mended');\n");

    assertThat(nextState().path("complaints")).isEmpty();
    assertThat(text(http.send("GET", "/assets/student_notice.js", ""))).contains("mended");
  }

  @Test
  void findsANewPage() throws IOException {
    nextState();

    save(SOURCES.resolve("pages/brand_new.js"), "import '../base/forms.js';\n");

    assertThat(nextState().path("files").has("/assets/brand_new.js")).isTrue();
    assertThat(assets("brand_new").path("scripts").path(1).path("src").stringValue())
        .isEqualTo("/assets/brand_new.js");
    assertThat(assets("brand_new").path("styles").path(0).path("href").stringValue())
        .isEqualTo("/assets/base.css");
  }

  @Test
  void bundlesAServiceWorkerIntoOneClassicScript() throws IOException {
    nextState();
    append(
        "workers/service-worker.js",
        "import { position } from '../base/worker-part.js';\nself.part = position;\n");
    nextState();
    save(SOURCES.resolve("base/worker-part.js"), "export const position = 'from a module';\n");
    assertThat(nextState().path("complaints")).isEmpty();

    Answer answer = http.send("GET", "/assets/service-worker.js", "");

    assertThat(text(answer)).contains("from a module").doesNotContain("import ");
    assertThat(answer.headers())
        .containsEntry("cache-control", "no-cache")
        .containsEntry("service-worker-allowed", "/");
    assertThat(http.send("HEAD", "/assets/home.js", "").headers())
        .doesNotContainKey("service-worker-allowed");
  }

  @Test
  void namesFilesWithoutHashesAndReloadsThePage() throws IOException {
    JsonNode assets = assets("student_test");

    assertThat(assets.path("scripts").path(0).path("src").stringValue())
        .isEqualTo("/assets/live-reload.js");
    assertThat(assets.path("scripts").path(1).path("src").stringValue())
        .isEqualTo("/assets/student_test.js");
    assertThat(assets.path("scripts").path(1).has("integrity")).isFalse();
    assertThat(assets.path("styles").path(1).path("href").stringValue())
        .isEqualTo("/assets/student_test.css");
    for (String path :
        new String[] {
          "/assets/live-reload.js",
          assets.path("importMap").path("imports").path("pdfjs-dist").stringValue(),
          assets.path("resources").path("pdfWorker").stringValue()
        }) {
      assertThat(http.send("GET", path, "").status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void reloadsAnOpenPageAndShowsItsSyntaxErrorUnderTheStrictPolicy() throws IOException {
    nextState();
    Path source = SOURCES.resolve("pages/teacher_sessions.js");
    String right = Files.readString(source);
    try (Chromium chromium = new Chromium();
        Page page = chromium.page()) {
      String address = "http://127.0.0.1:" + port + "/page";
      page.route(
          address,
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("text/html")
                      .setHeaders(
                          Map.of(
                              "Content-Security-Policy",
                              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src"
                                  + " 'self'"))
                      .setBody(
                          "<!doctype html><title>Page</title>"
                              + "<script type=module src=/assets/live-reload.js></script>"
                              + "<script type=module src=/assets/teacher_sessions.js></script>")));
      Response events =
          page.waitForResponse("**/assets/live-reload/events", () -> page.navigate(address));
      assertThat(events.status()).isEqualTo(200);

      save(source, right + "const broken = ;\n");
      page.locator("#live-reload-problem").waitFor();
      assertThat(page.locator("#live-reload-problem").textContent())
          .contains("pages/teacher_sessions.js:")
          .contains("const broken = ;");

      save(source, right + "document.title = 'Changed';\n");
      PlaywrightAssertions.assertThat(page).hasTitle("Changed");
      assertThat(page.locator("#live-reload-problem").count()).isZero();
    }
  }

  private JsonNode assets(String page) throws IOException {
    Answer answer =
        http.send(
            "GET",
            "/api/v1/pages/" + page + "/assets",
            "Authorization: Bearer " + RunningService.serviceToken() + "\r\n");
    assertThat(answer.status()).isEqualTo(200);
    return JsonMapper.shared().readTree(text(answer));
  }

  private JsonNode nextState() throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data: ")) {
        return JsonMapper.shared().readTree(line.substring(6));
      }
    }
    throw new IOException("no more events");
  }

  private static void append(String source, String text) throws IOException {
    Path file = SOURCES.resolve(source);
    save(file, Files.readString(file) + text);
  }

  /** At once, so that there is one change to see and not two. */
  private static void save(Path file, String text) throws IOException {
    Path part = Files.createTempFile("source", ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static Path copyOfTheSources() {
    try {
      Path copy = Files.createTempDirectory("sources");
      FileSystemUtils.copyRecursively(Path.of("src/main/assets"), copy);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(copy.toFile())));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
