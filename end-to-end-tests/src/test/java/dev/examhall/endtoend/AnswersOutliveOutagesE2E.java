package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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
  private static final int KILLED_TABS = 5;

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
      page.close();
      assertThat(answers(device, suite, address)).isEmpty();

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

  @Test
  void typingIsLostForOneSecondAtMostWhenTabsAreKilled(RunningSuite suite) throws Exception {
    Random random = new Random(7);
    AnswerKey.Question written = AnswerKey.ofDemo(suite.checkout()).firstOf("LONG");
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      ExamPage exam = new ExamPage(student.page());
      exam.matchByPlacementRules("Oh Jaewon");
      exam.startFromTheNotice();
      String address = student.page().url();
      BrowserContext device = student.page().context();
      Page tab = student.page();
      String field = "[name='q%d.0']".formatted(written.number());

      for (int kill = 0; kill < KILLED_TABS; kill++) {
        new ExamPage(tab).goTo(written.number());
        String sentence = "Sentence %d of the essay.".formatted(kill);
        tab.locator(field).fill(sentence);
        Thread.sleep(1_000 + random.nextInt(500));
        tab.locator(field).pressSequentially(" and", new Locator.PressSequentiallyOptions());
        crash(tab);

        tab = device.newPage();
        tab.navigate(address);
        new ExamPage(tab).awaitRunning();
        assertThat(tab.locator(field))
            .hasValue(Pattern.compile("^" + sentence.replace(".", "\\.")));
      }
    }
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
