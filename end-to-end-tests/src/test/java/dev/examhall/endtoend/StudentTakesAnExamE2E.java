package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job: from the home page to a result, in a real browser, through the gateway. */
@ExtendWith(SuiteExtension.class)
@EnabledIf(
    value = "dev.examhall.endtoend.Browser#isThere",
    disabledReason = "No Chromium found: install it, or name it in EXAMHALL_CHROMIUM")
class StudentTakesAnExamE2E {

  private static final Pattern RESULT = Pattern.compile(".*/sessions/[^/]+/result$");

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
  void aPerfectPaperIsMatchedTakenReloadedSubmittedAndGraded(RunningSuite suite) {
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);

      exam.matchByPlacementRules("Kim Minseo");
      picture(student, suite, "notice");
      exam.startFromTheNotice();
      exam.assertThatTheBookletShowsInk();
      picture(student, suite, "test");
      exam.assertThatATrackPlays();

      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("SELECT_ALL"));
      exam.answer(key.firstOf("SHORT"));
      exam.answer(key.firstOf("LONG"));
      exam.answer(key.firstOf("MIXED"));
      exam.awaitSaved(5);
      long secondsBefore = exam.secondsLeft();

      page.reload();
      exam.awaitRunning();
      exam.assertShows(key.firstOf("ONE_CHOICE"));
      exam.assertShows(key.firstOf("SELECT_ALL"));
      exam.assertShows(key.firstOf("SHORT"));
      exam.assertShows(key.firstOf("LONG"));
      exam.assertShows(key.firstOf("MIXED"));
      assertThat(page.locator("[data-role=answered]")).hasText("5");
      assertThat(exam.secondsLeft()).isBetween(secondsBefore - 60, secondsBefore);

      key.questions().forEach(exam::answer);
      exam.awaitSaved(key.questions().size());
      student.screenshot(suite.pictures().resolve("test-answered.png"));

      page.locator("[data-role=submit]").click();
      page.locator("[data-role=review-submit]").click();
      page.waitForURL(RESULT);
      picture(student, suite, "result");
      assertThat(page.locator("main")).containsText("100");
      assertThat(page.locator("main")).containsText("EDGE Ridge");
      assertThat(student.complaints()).isEmpty();
    }
  }

  @Test
  void anExamCanBeTakenOnAPhone(RunningSuite suite) {
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 360, 740)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      exam.matchByPlacementRules("Lee Jiho");
      exam.startFromTheNotice();
      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("SHORT"));
      exam.awaitSaved(2);
      assertThat(student.complaints()).isEmpty();
    }
  }

  @Test
  void aNameThatIsMissingIsAskedForAndTheRestIsKept(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 768, 1000)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      page.navigate("/");
      picture(student, suite, "home");
      exam.fillIn(" ");
      page.locator("form[action='/start'] button[type=submit]").click();
      assertThat(page.locator("[name=studentName]")).hasAttribute("aria-invalid", "true");
      assertThat(page.locator("[name=parentPhone]")).hasValue(Pattern.compile("010-?1234-?5678"));
    }
  }

  private static void picture(Browser.Visitor student, RunningSuite suite, String name) {
    student.pictures(suite.pictures(), name);
  }
}
