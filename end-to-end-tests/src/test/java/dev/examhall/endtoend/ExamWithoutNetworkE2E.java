package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An exam that has begun goes on to its end without a network. */
@ExtendWith(SuiteExtension.class)
@EnabledIf(
    value = "dev.examhall.endtoend.Browser#isThere",
    disabledReason = "No Chromium found: install it, or name it in EXAMHALL_CHROMIUM")
class ExamWithoutNetworkE2E {

  private static final Pattern RESULT = Pattern.compile(".*/sessions/[^/]+/result$");

  /** What the page keeps of any session: caches and records. */
  private static final String KEPT =
      """
      async () => {
        const open = indexedDB.open('examhall');
        const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
        const count = (store) => new Promise((resolve) => {
          database.transaction(store).objectStore(store).count().onsuccess = (event) => resolve(event.target.result);
        });
        return [(await caches.keys()).length, await count('answers'), await count('notes')];
      }\
      """;

  private static Browser browser;

  @BeforeAll
  static void openBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void reloadsAnswersAndHandingInWorkWithoutNetworkAndNothingStaysOnTheDevice(RunningSuite suite) {
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      BrowserContext device = page.context();
      ExamPage exam = new ExamPage(page);
      exam.start("Moon Hana");
      exam.awaitKeptOnDevice();
      long before = exam.secondsLeft();

      device.setOffline(true);
      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("SHORT"));
      page.reload();
      exam.awaitRunning();
      exam.assertShows(key.firstOf("ONE_CHOICE"));
      exam.assertShows(key.firstOf("SHORT"));
      exam.assertThatTheBookletShowsInk();
      exam.assertThatATrackPlays();
      assertThat(page.locator("[data-component=timer] [data-role=value]")).containsText("≈");
      assertThat(exam.secondsLeft()).isBetween(before - 120, before);
      student.pictures(suite.pictures(), "test-offline");

      page.locator("[data-role=submit]").click();
      assertThat(page.locator("[data-role=review-offline]")).isVisible();
      page.locator("[data-role=review-submit]").click();
      assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
      page.reload();
      assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
      assertThat(page.locator("[data-role=handing-in-state]"))
          .containsText("nothing more to press");
      student.pictures(suite.pictures(), "test-handing-in-offline");
      String session = exam.sessionId();

      device.setOffline(false);
      page.waitForURL(RESULT);
      JsonNode receipt =
          JsonMapper.shared()
              .readTree(
                  page.request()
                      .get(suite.gateway() + "/api/v1/sessions/" + session + "/submission")
                      .text());
      assertThat(receipt.path("answers").asInt()).isEqualTo(2);
      assertThat(page.evaluate(KEPT)).isEqualTo(List.of(0, 0, 0));
    }
  }

  @Test
  void allThatWasAnsweredWithoutNetworkArrivesByItselfWhenItIsBack(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.start("Nam Joon");
      List<AnswerKey.Question> questions =
          AnswerKey.ofDemo(suite.checkout()).questions().subList(0, 20);

      page.context().setOffline(true);
      questions.forEach(exam::answer);
      page.context().setOffline(false);
      long back = System.nanoTime();

      page.waitForCondition(() -> answersOf(page, suite, exam.sessionId()) == questions.size());
      System.out.printf(
          "%d answers were on the server %d ms after the connection was back%n",
          questions.size(), Duration.ofNanos(System.nanoTime() - back).toMillis());
      exam.awaitSaved(questions.size());
    }
  }

  @Test
  void aReloadWhileTheServiceIsGoneShowsTheKeptPage(RunningSuite suite) {
    AnswerKey.Question question = AnswerKey.ofDemo(suite.checkout()).firstOf("ONE_CHOICE");
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.start("Ok Sumi");
      exam.awaitKeptOnDevice();

      long killed = suite.kill("exam-render-service");
      page.reload();
      exam.awaitRunning();
      exam.answer(question);
      suite.awaitRestarted("exam-render-service", killed, Duration.ofMinutes(3));

      assertThat(page.locator("[data-role=save-badge]"))
          .hasAttribute(
              "data-state",
              "saved",
              new LocatorAssertions.HasAttributeOptions().setTimeout(120_000));
      exam.assertShows(question);
    }
  }

  @Test
  void anOlderPageOnTheDeviceNeverWinsOverTheServers(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.start("Pyo Jin");
      exam.awaitKeptOnDevice();
      page.evaluate(
          """
          async () => {
            const cache = await caches.open((await caches.keys()).find((name) => name.startsWith('examhall-exam-')));
            const kept = await cache.match(location.pathname);
            const html = (await kept.text()).replace('<h1>', '<h1 id="older">');
            await cache.put(location.pathname, new Response(html, { headers: kept.headers }));
          }\
          """);

      page.context().setOffline(true);
      page.reload();
      exam.awaitRunning();
      assertThat(page.locator("#older")).hasCount(1);

      page.context().setOffline(false);
      page.reload();
      exam.awaitRunning();
      assertThat(page.locator("#older")).hasCount(0);
      exam.awaitKeptOnDevice();
      page.context().setOffline(true);
      page.reload();
      exam.awaitRunning();
      assertThat(page.locator("#older")).hasCount(0);
    }
  }

  private static int answersOf(Page page, RunningSuite suite, String session) {
    APIResponse state = page.request().get(suite.gateway() + "/api/v1/sessions/" + session);
    assertThat(state.status()).isEqualTo(200);
    return JsonMapper.shared().readTree(state.text()).path("answers").size();
  }
}
