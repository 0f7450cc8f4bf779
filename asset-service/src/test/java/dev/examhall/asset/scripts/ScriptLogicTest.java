package dev.examhall.asset.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.examhall.asset.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@code src/test/js/*.test.js} in Chromium against the modules as they are in the source
 * folder. Each file exports {@code tests}, functions by name; those of a file run side by side,
 * since most of them wait.
 */
class ScriptLogicTest {

  private static final Path SOURCES = Path.of("src/main/assets");
  private static final Path TESTS = Path.of("src/test/js");
  private static final String RUN =
      """
      async (file) => {
        const { tests } = await import(file);
        const outcomes = await Promise.all(Object.entries(tests).map(async ([name, test]) => {
          try { await test(); return [name, '']; } catch (error) { return [name, String(error?.stack ?? error)]; }
        }));
        return Object.fromEntries(outcomes);
      }
      """;

  private HttpServer server;

  @BeforeEach
  void serveTheSources() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", ScriptLogicTest::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    try (Chromium chromium = new Chromium();
        Page page = chromium.page()) {
      page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      return testFiles().stream().flatMap(file -> run(page, file)).toList().stream();
    }
  }

  private static Stream<DynamicTest> run(Page page, String file) {
    Map<?, ?> outcomes = (Map<?, ?>) page.evaluate(RUN, "/" + file);
    return outcomes.entrySet().stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    file + ": " + outcome.getKey(),
                    () -> assertThat(outcome.getValue()).isEqualTo("")));
  }

  private static List<String> testFiles() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".test.js"))
              .sorted()
              .toList();
      assertThat(names).isNotEmpty();
      return names;
    }
  }

  private static void serve(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath().substring(1);
    try (exchange) {
      byte[] body = "<!doctype html><title>Tests</title>".getBytes(StandardCharsets.UTF_8);
      String type = "text/html";
      if (path.endsWith(".js")) {
        Path file = TESTS.resolve(path);
        body = Files.readAllBytes(Files.exists(file) ? file : SOURCES.resolve(path));
        type = "text/javascript";
      }
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
