package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An exam that has begun goes on to its end without a network. */
@InABrowser
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
        const left = Object.keys(localStorage).filter((key) => key.startsWith('examhall.answers.'));
        return [(await caches.keys()).length, await count('answers'), await count('notes'), left.length];
      }\
      """;

  @Test
  void reloadsAnswersAndHandingInWorkWithoutNetworkAndNothingStaysOnTheDevice(
      Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    BrowserContext device = page.context();
    ExamPage exam = student.exam();
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
    assertThat(page.locator("[data-role=kept]")).isHidden();
    assertThat(exam.secondsLeft()).isBetween(before - 120, before);
    student.pictures("test-offline");

    page.locator("[data-role=submit]").click();
    assertThat(page.locator("[data-role=review-offline]")).isVisible();
    page.locator("[data-role=review-submit]").click();
    assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
    page.reload();
    assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
    assertThat(page.locator("[data-role=handing-in-state]")).containsText("nothing more to press");
    student.pictures("test-handing-in-offline");
    String session = exam.sessionId();

    device.setOffline(false);
    page.waitForURL(RESULT);
    JsonNode receipt = exam.get("/api/v1/sessions/" + session + "/submission");
    assertThat(receipt.path("answers").asInt()).isEqualTo(2);
    assertThat(page.evaluate(KEPT)).isEqualTo(List.of(0, 0, 0, 0));
  }

  @Test
  void allThatWasAnsweredWithoutNetworkArrivesByItselfWhenItIsBack(
      Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Nam Joon");
    List<AnswerKey.Question> questions = key.questions().subList(0, 20);

    page.context().setOffline(true);
    questions.forEach(exam::answer);
    page.context().setOffline(false);
    long back = System.nanoTime();

    page.waitForCondition(() -> exam.state().path("answers").size() == questions.size());
    System.out.printf(
        "%d answers were on the server %d ms after the connection was back%n",
        questions.size(), Duration.ofNanos(System.nanoTime() - back).toMillis());
    exam.awaitSaved(questions.size());
  }

  @Test
  void whatWasTypedInTheMomentOfALeavingIsThereAgain(Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Seo Yun");
    exam.awaitKeptOnDevice();
    exam.goTo(key.firstOf("SHORT").number());
    Locator field =
        page.locator("#q" + key.firstOf("SHORT").number()).locator("input[type=text]").first();

    page.context().setOffline(true);
    for (int time = 1; time <= 5; time++) {
      String typed = "typed " + time;
      page.waitForNavigation(
          () ->
              field.evaluate(
                  """
                  (field, typed) => {
                    field.value = typed;
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    location.reload();
                  }\
                  """,
                  typed));
      exam.awaitRunning();
      assertThat(field).hasValue(typed);
    }
  }

  @Test
  void aNewerServiceWorkerTakesOverInMidExam(Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Cha Eun");
    exam.awaitKeptOnDevice();
    exam.answer(key.firstOf("ONE_CHOICE"));
    page.evaluate(
        """
        async () => {
          const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
          await navigator.serviceWorker.register('/assets/service-worker.js?next', { scope: '/' });
          await taken;
        }\
        """);
    assertThat((String) page.evaluate("() => navigator.serviceWorker.controller.scriptURL"))
        .endsWith("?next");

    exam.answer(key.firstOf("SHORT"));
    exam.awaitSaved(2);
    page.context().setOffline(true);
    page.reload();
    exam.awaitRunning();
    exam.assertShows(key.firstOf("ONE_CHOICE"));
    exam.assertShows(key.firstOf("SHORT"));
    exam.assertThatTheBookletShowsInk();
  }

  @Test
  void anOlderPageOnTheDeviceNeverWinsOverTheServers(Browser.Visitor student) {
    Page page = student.page();
    ExamPage exam = student.exam();
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
    // a machine that is too busy to answer soon may show the kept page once more, and says so
    page.waitForCondition(
        () -> {
          page.reload();
          exam.awaitRunning();
          return page.locator("html[data-kept]").count() == 0;
        });
    assertThat(page.locator("#older")).hasCount(0);
    exam.awaitKeptOnDevice();
    page.context().setOffline(true);
    page.reload();
    exam.awaitRunning();
    assertThat(page.locator("#older")).hasCount(0);
  }
}
