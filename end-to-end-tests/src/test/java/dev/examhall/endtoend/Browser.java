package dev.examhall.endtoend;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium. It only ever asks loopback addresses. */
final class Browser implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--autoplay-policy=no-user-gesture-required",
          "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  Browser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable().orElseThrow())
                    .setHeadless(true)
                    .setArgs(FLAGS));
  }

  /** Where Chromium is; {@code EXAMHALL_CHROMIUM} wins over the usual places. */
  static Optional<Path> executable() {
    return Stream.of(
            System.getenv("EXAMHALL_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static boolean isThere() {
    return executable().isPresent();
  }

  /** A new person at a new device. */
  Visitor visitor(URI gateway, int width, int height) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(gateway.toString())
                .setViewportSize(width, height)
                .setLocale("en-GB"));
    context.setDefaultTimeout(20_000);
    return new Visitor(context);
  }

  /** One device, and what went wrong on its pages. */
  static final class Visitor implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(BrowserContext context) {
      this.context = context;
      this.page = context.newPage();
      page.onPageError(error -> complaints.add("script error: " + error));
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              complaints.add("console: " + message.text() + " @ " + message.location());
            }
          });
    }

    Page page() {
      return page;
    }

    /** Script errors and console errors (refused by the CSP, failed loads) since the start. */
    List<String> complaints() {
      return List.copyOf(complaints);
    }

    void screenshot(Path file) {
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    @Override
    public void close() {
      context.close();
    }
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
