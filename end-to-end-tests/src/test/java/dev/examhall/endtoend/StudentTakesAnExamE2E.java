package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The main job: from the home page to a result, in a real browser, through the gateway. */
@InABrowser
class StudentTakesAnExamE2E {

  private static final Pattern RESULT = Pattern.compile(".*/sessions/[^/]+/result$");

  @Test
  void aPerfectPaperIsMatchedTakenReloadedSubmittedAndGraded(
      Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();

    exam.matchByPlacementRules("Kim Minseo");
    student.pictures("notice");
    exam.startFromTheNotice();
    exam.assertThatTheBookletShowsInk();
    student.pictures("test");
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
    student.pictures("test-answered");

    page.locator("[data-role=submit]").click();
    page.locator("[data-role=review-submit]").click();
    page.waitForURL(RESULT);
    student.pictures("result");
    assertThat(page.locator("main")).containsText("100");
    assertThat(page.locator("main")).containsText("EDGE Ridge");
    assertThat(student.complaints()).isEmpty();
  }

  @Test
  void anExamCanBeTakenOnAPhone(Browser.Visitor student, AnswerKey key) {
    student.page().setViewportSize(360, 740);
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.matchByPlacementRules("Lee Jiho");
    exam.startFromTheNotice();
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.answer(key.firstOf("SHORT"));
    exam.awaitSaved(2);
    String address = page.url();

    page.navigate("/");
    assertThat(page.locator("[data-role=unfinished]")).containsText("Lee Jiho");
    student.pictures("home-unfinished");
    page.locator("[data-role=unfinished] a").click();
    page.waitForURL(address);
    exam.awaitRunning();
    exam.assertShows(key.firstOf("SHORT"));
    assertThat(student.complaints()).isEmpty();
  }

  @Test
  void aNameThatIsMissingIsAskedForAndTheRestIsKept(Browser.Visitor student) {
    student.page().setViewportSize(768, 1000);
    Page page = student.page();
    ExamPage exam = student.exam();
    page.navigate("/");
    student.pictures("home");
    exam.fillIn(" ");
    page.locator("form[action='/start'] button[type=submit]").click();
    assertThat(page.locator("[name=studentName]")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("[name=parentPhone]")).hasValue(Pattern.compile("010-?1234-?5678"));
  }

  private static void picture(Browser.Visitor student, String name) {
    student.pictures(name);
  }
}
