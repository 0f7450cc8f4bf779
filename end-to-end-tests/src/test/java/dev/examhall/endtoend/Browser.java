package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** Milliseconds: on a busy machine the first pages of a suite that has just started take long. */
  private static final double PATIENCE = 60_000;

  private static final ViewportSize LAPTOP = new ViewportSize(1280, 800);

  /** Whether screenshots are wanted: they take longer than what they show. */
  private static final boolean PICTURES = Boolean.getBoolean("examhall.pictures");

  private static final List<ColorScheme> SCHEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);
  private static final List<Integer> WIDTHS = List.of(1280, 768, 360);

  /** What sticks out of the page's right side, if the page can be scrolled there. */
  private static final String SIDEWAYS =
      """
      async () => {
        // the width that was just set has to be the page's
        await new Promise(frame => requestAnimationFrame(() => requestAnimationFrame(frame)));
        const width = document.documentElement.clientWidth;
        return document.documentElement.scrollWidth <= width ? ''
          : [...document.querySelectorAll('body *')]
              .filter(e => e.getBoundingClientRect().right > width + 1)
              .slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join('\\n');
      }\
      """;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final RunningSuite suite;

  Browser(RunningSuite suite) {
    this.suite = suite;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
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

  /** A new person at a new device, a laptop. */
  Visitor visitor() {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(suite.gateway().toString())
                .setViewportSize(LAPTOP.width, LAPTOP.height)
                .setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE);
    return new Visitor(context, suite.pictures());
  }

  /** One device, and what went wrong on its pages. */
  static final class Visitor implements AutoCloseable {

    private final BrowserContext context;
    private final Path pictures;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(BrowserContext context, Path pictures) {
      this.pictures = pictures;
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

    ExamPage exam() {
      return new ExamPage(page);
    }

    /** Script errors and console errors (refused by the CSP, failed loads) since the start. */
    List<String> complaints() {
      return List.copyOf(complaints);
    }

    /**
     * Holds that nothing has to be scrolled sideways at the widths of a laptop, a tablet and a
     * phone. With {@code -Dexamhall.pictures=true} takes {@code <name>-<scheme>-<width>.png} at
     * each of them, in light and dark.
     */
    void pictures(String name) {
      ViewportSize before = page.viewportSize();
      for (ColorScheme scheme : PICTURES ? SCHEMES : SCHEMES.subList(0, 1)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        for (int width : WIDTHS) {
          page.setViewportSize(width, width < 500 ? 740 : 800);
          if (PICTURES) {
            String file =
                "%s-%s-%d.png".formatted(name, scheme.name().toLowerCase(Locale.ROOT), width);
            page.screenshot(new Page.ScreenshotOptions().setPath(pictures.resolve(file)));
          }
          assertThat(page.evaluate(SIDEWAYS)).as("%s at %d pixels", name, width).isEqualTo("");
        }
      }
      page.setViewportSize(before.width, before.height);
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
