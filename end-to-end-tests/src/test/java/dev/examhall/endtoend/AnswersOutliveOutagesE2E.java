package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a student keeps when the network, the tab or the service goes away in mid-exam. */
@ExtendWith(SuiteExtension.class)
@EnabledIf(
    value = "dev.examhall.endtoend.Browser#isThere",
    disabledReason = "No Chromium found: install it, or name it in EXAMHALL_CHROMIUM")
class AnswersOutliveOutagesE2E {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLED_TABS = Integer.getInteger("examhall.kills", 20);

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
  void answersGivenWithoutNetworkAreKeptInAClosedTabAndSentLater(RunningSuite suite) {
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.matchByPlacementRules("Han Sora");
      exam.startFromTheNotice();
      String address = page.url();
      BrowserContext device = page.context();

      device.setOffline(true);
      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("SHORT"));
      assertThat(page.locator("[data-role=offline]")).isVisible();
      assertThat(page.locator("[data-role=save-badge]")).hasAttribute("data-state", "trouble");
      assertThat(answers(device, suite, address)).isEmpty();
      // what a closing tab sends at last may get past the browser's pretended outage
      page.close();

      device.setOffline(false);
      Page again = device.newPage();
      again.navigate(address);
      ExamPage same = new ExamPage(again);
      same.awaitRunning();
      same.assertShows(key.firstOf("ONE_CHOICE"));
      same.assertShows(key.firstOf("SHORT"));
      same.awaitSaved(2);
      assertThat(answers(device, suite, address)).hasSize(2);
    }
  }

  /**
   * A student writes without pause while the tab's process is killed again and again. Each
   * keystroke is known with its time, and each save that the server acknowledged.
   */
  @Test
  void typingIsLostForOneSecondAtMostAndNoAcknowledgedAnswerWhenTabsAreKilled(RunningSuite suite)
      throws InterruptedException {
    Random random = new Random(7);
    AnswerKey.Question written = AnswerKey.ofDemo(suite.checkout()).firstOf("LONG");
    String field = "[name='q%d.0']".formatted(written.number());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      ExamPage exam = new ExamPage(student.page());
      exam.start("Oh Jaewon");
      String address = student.page().url();
      BrowserContext device = student.page().context();
      Page tab = student.page();
      String text = "";
      int mostLost = 0;

      for (int kill = 0; kill < KILLED_TABS; kill++) {
        new ExamPage(tab).goTo(written.number());
        AtomicReference<String> acknowledged = acknowledgedTexts(tab);
        tab.locator(field)
            .evaluate("f => { f.focus(); f.setSelectionRange(f.value.length, f.value.length); }");
        List<Long> strokes = new ArrayList<>();
        String typed = " %d".formatted(kill);
        int letters = 4 + random.nextInt(30);
        for (int letter = 0; letter < letters; letter++) {
          String key = letter < typed.length() ? typed.substring(letter, letter + 1) : "x";
          tab.keyboard().insertText(key);
          strokes.add(System.nanoTime());
          text += key;
          tab.waitForTimeout(20 + random.nextInt(60));
        }
        long killedAt = System.nanoTime();
        crash(tab);
        long safe = strokes.stream().filter(at -> killedAt - at > 1_000_000_000L).count();
        String atLeast = text.substring(0, text.length() - (strokes.size() - (int) safe));

        tab = device.newPage();
        tab.navigate(address);
        new ExamPage(tab).awaitRunning();
        String found = tab.locator(field).inputValue();
        assertThat(text).as("after kill %d", kill).startsWith(found);
        assertThat(found.length())
            .as("after kill %d", kill)
            .isGreaterThanOrEqualTo(atLeast.length());
        assertThat(found).startsWith(acknowledged.get());
        mostLost = Math.max(mostLost, text.length() - found.length());
        text = found;
        // some tabs live long enough for a save
        tab.waitForTimeout(random.nextInt(3) == 0 ? 1500 : 0);
      }
      new ExamPage(tab).awaitSaved(1);
      assertThat(
              answers(device, suite, address)
                  .getFirst()
                  .path("parts")
                  .path(0)
                  .path("text")
                  .asString())
          .isEqualTo(text);
      System.out.printf("%d tabs killed; at most %d keystrokes lost%n", KILLED_TABS, mostLost);
    }
  }

  /** The last text that the server acknowledged to this tab. */
  private static AtomicReference<String> acknowledgedTexts(Page tab) {
    AtomicReference<String> last = new AtomicReference<>("");
    tab.onResponse(
        response -> {
          if (response.status() == 200
              && response.request().method().equals("PUT")
              && response.url().contains("/answers/")) {
            JsonNode sent = JsonMapper.shared().readTree(response.request().postData());
            last.set(sent.path("parts").path(0).path("text").asString());
          }
        });
    return last;
  }

  @Test
  void anOlderTabNeverOverwritesANewerAnswerAndTheStudentChooses(RunningSuite suite) {
    AnswerKey.Question question = AnswerKey.ofDemo(suite.checkout()).firstOf("SHORT");
    String field = "[name='q%d.0']".formatted(question.number());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page older = student.page();
      ExamPage exam = new ExamPage(older);
      exam.matchByPlacementRules("Seo Yuri");
      exam.startFromTheNotice();
      Page newer = older.context().newPage();
      newer.navigate(older.url());
      new ExamPage(newer).awaitRunning();

      new ExamPage(newer).goTo(question.number());
      newer.locator(field).fill("first");
      newer.locator(field).fill("from the newer tab");
      new ExamPage(newer).awaitSaved(1);
      exam.goTo(question.number());
      older.locator(field).fill("from the older tab");

      Locator conflict = older.locator("#q" + question.number() + " .question-notice");
      assertThat(conflict).containsText("from the newer tab");
      assertThat(conflict).containsText("from the older tab");
      assertThat(answers(older.context(), suite, older.url()).toString())
          .contains("from the newer tab");

      conflict.locator("[data-action=keep-mine]").click();
      exam.awaitSaved(1);
      assertThat(answers(older.context(), suite, older.url()).toString())
          .contains("from the older tab");
    }
  }

  @Test
  void thePageGoesOnWhileTheServiceIsKilledAndSavesWhenItIsBack(RunningSuite suite) {
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.matchByPlacementRules("Bae Hyun");
      exam.startFromTheNotice();

      long killed = suite.kill("exam-render-service");
      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("SELECT_ALL"));
      assertThat(page.locator("[data-role=save-badge]"))
          .hasAttribute("data-state", Pattern.compile("device|trouble"));
      suite.awaitRestarted("exam-render-service", killed, Duration.ofMinutes(3));

      assertThat(page.locator("[data-role=save-badge]"))
          .hasAttribute(
              "data-state",
              "saved",
              new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE.toMillis() * 2));
      page.reload();
      exam.awaitRunning();
      exam.assertShows(key.firstOf("ONE_CHOICE"));
      exam.assertShows(key.firstOf("SELECT_ALL"));
    }
  }

  /** Ends the tab's process, which gets no chance to save anything. */
  private static void crash(Page tab) {
    try {
      tab.navigate("chrome://crash", new Page.NavigateOptions().setTimeout(5_000));
    } catch (PlaywrightException expected) {
      // the process that should have answered is gone
    }
    tab.close();
  }

  /** What the database holds for the session of an exam page. */
  private static List<JsonNode> answers(BrowserContext device, RunningSuite suite, String address) {
    String session = address.replaceFirst(".*/sessions/([^/]+)/test$", "$1");
    // asked past the device's network, which may be cut
    device.setOffline(false);
    var state = device.request().get(suite.gateway() + "/api/v1/sessions/" + session);
    assertThat(state.status()).isEqualTo(200);
    return List.copyOf(
        JsonMapper.shared().readTree(state.text()).path("answers").valueStream().toList());
  }
}
