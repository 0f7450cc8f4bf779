package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What the exam page costs a browser. No test of a build, since it holds nothing: {@code mvn -pl
 * end-to-end-tests verify -Dit.test=ExamPageInNumbers} prints the figures.
 */
@InABrowser
class ExamPageInNumbers {

  private static final int PAGES = 60;
  private static final int TIMES = 3;

  /** Collects what browsers tell of a page's beginning. */
  private static final String OBSERVERS =
      """
      globalThis.paint = 0; globalThis.blocked = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) paint = e.startTime; })
        .observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => { for (const e of list.getEntries()) blocked += Math.max(0, e.duration - 50); })
        .observe({ type: 'longtask', buffered: true });
      """;

  @Test
  void ofTheFirstVisit(Browser.Visitor student) {
    Page page = student.page();
    page.addInitScript(OBSERVERS);
    ExamPage exam = student.exam();
    exam.matchByPlacementRules("Number One");
    page.locator("form[action$='/start'] button[type=submit]").click();
    assertThat(page.locator("[data-action=heard]")).isVisible();
    page.locator("[data-action=heard]").click();
    exam.awaitRunning();

    double answerable = ((Number) page.evaluate("() => performance.now()")).doubleValue();
    long all = bytes(page, "");
    long media = bytes(page, "/media/");
    System.out.printf(
        Locale.ROOT,
        "first visit: %,d bytes before the first question can be answered, %,d of them booklet and"
            + " tracks; largest contentful paint %.0f ms, total blocking time %.0f ms, answerable"
            + " after %.0f ms (the sound check's click included)%n",
        all,
        media,
        number(page, "paint"),
        number(page, "blocked"),
        answerable);
  }

  @Test
  void ofAScannedBooklet(Browser.Visitor student, Teacher teacher) {
    teacher.offerListeningExam(PAGES, 2);
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.startListeningExam("Number Two");
    CDPSession browser = page.context().newCDPSession(page);
    browser.send("Performance.enable");
    System.out.println("scanned booklet, at its first page: " + memory(page, browser));
    for (int time = 1; time <= TIMES; time++) {
      for (int number = 1; number <= PAGES; number++) {
        page.locator(".pdf-page-box").fill(String.valueOf(number));
        page.locator(".pdf-page-box").press("Enter");
        assertThat(page.locator("[data-page='" + number + "'] canvas")).isVisible();
      }
      System.out.printf("scanned booklet, paged %d times: %s%n", time, memory(page, browser));
    }
  }

  /** Compressed bodies of what was loaded, each address once. */
  private static long bytes(Page page, String part) {
    return ((Number)
            page.evaluate(
                """
                part => { const sizes = new Map();
                  for (const e of [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]) {
                    if (e.name.includes(part)) sizes.set(e.name, Math.max(sizes.get(e.name) ?? 0, e.encodedBodySize)); }
                  return [...sizes.values()].reduce((sum, size) => sum + size, 0); }\
                """,
                part))
        .longValue();
  }

  private static double number(Page page, String name) {
    return ((Number) page.evaluate("name => globalThis[name]", name)).doubleValue();
  }

  private static String memory(Page page, CDPSession browser) {
    browser.send("HeapProfiler.collectGarbage");
    long heap = 0;
    for (var metric : browser.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject one = metric.getAsJsonObject();
      if (one.get("name").getAsString().equals("JSHeapUsedSize")) {
        heap = one.get("value").getAsLong();
      }
    }
    List<?> drawn =
        (List<?>)
            page.evaluate(
                "() => { const all = [...document.querySelectorAll('.pdf-sheet canvas')]; return"
                    + " [all.length, all.reduce((sum, c) => sum + c.width * c.height * 4, 0)]; }");
    return String.format(
        Locale.ROOT,
        "%.1f MB of script heap, %s pages drawn (%.1f MB of pixels), %.0f MB resident in the"
            + " largest of the browser's page processes",
        heap / 1e6,
        drawn.get(0),
        ((Number) drawn.get(1)).longValue() / 1e6,
        largestRenderer() / 1e3);
  }

  /** Kilobytes. */
  private static long largestRenderer() {
    return ProcessHandle.current()
        .descendants()
        .mapToLong(ExamPageInNumbers::resident)
        .max()
        .orElse(0);
  }

  private static long resident(ProcessHandle process) {
    try {
      Path proc = Path.of("/proc/" + process.pid());
      if (!Files.readString(proc.resolve("cmdline")).contains("--type=renderer")) {
        return 0;
      }
      return Files.readAllLines(proc.resolve("status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
