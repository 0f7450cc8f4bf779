package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a student sees while exam-render-service is dead, or does not answer. */
@InABrowser
@Isolated("others need the service")
class ExamOutlivesTheServiceE2E {

  private static final Duration RESTART = Duration.ofMinutes(3);

  @Test
  void thePageGoesOnAndReloadsWithoutTheServiceAndSavesWhenItIsBack(
      Browser.Visitor student, AnswerKey key, RunningSuite suite) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Bae Hyun");
    exam.awaitKeptOnDevice();
    Locator badge = page.locator("[data-role=save-badge]");

    List<Long> killed = suite.kill("exam-render-service");
    exam.answer(key.firstOf("ONE_CHOICE"));
    assertThat(badge).hasAttribute("data-state", Pattern.compile("device|trouble"));
    page.reload();
    exam.awaitRunning();
    exam.assertShows(key.firstOf("ONE_CHOICE"));
    exam.answer(key.firstOf("SELECT_ALL"));
    suite.awaitRestarted("exam-render-service", killed, RESTART);

    assertThat(badge)
        .hasAttribute(
            "data-state",
            "saved",
            new LocatorAssertions.HasAttributeOptions().setTimeout(RESTART.toMillis()));
    exam.awaitSaved(2);
    page.reload();
    exam.awaitRunning();
    exam.assertShows(key.firstOf("ONE_CHOICE"));
    exam.assertShows(key.firstOf("SELECT_ALL"));
  }

  @Test
  void aSlowServiceMakesTheDeviceShowItsPageAndOfferTheNewerOne(
      Browser.Visitor student, AnswerKey key, RunningSuite suite) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Ban Seul");
    exam.awaitKeptOnDevice();

    suite.suspend("exam-render-service");
    try {
      page.reload();
      exam.awaitRunning();
      assertThat(page.locator("[data-role=kept]")).containsText("takes long to answer");
      assertThat(page.locator("[data-role=kept-newer]")).isHidden();
      student.pictures("test-kept");
      exam.answer(key.firstOf("ONE_CHOICE"));
    } finally {
      suite.resume("exam-render-service");
    }

    assertThat(page.locator("[data-role=kept-newer]")).isVisible();
    Axe.assertFindsNothingIn(page, "[data-role=kept]", "kept page");
    page.locator("[data-role=kept-newer]").click();
    assertThat(page.locator("html[data-kept]")).hasCount(0);
    exam.awaitRunning();
    assertThat(page.locator("[data-role=kept]")).isHidden();
    exam.assertShows(key.firstOf("ONE_CHOICE"));
    exam.awaitSaved(1);
  }
}
