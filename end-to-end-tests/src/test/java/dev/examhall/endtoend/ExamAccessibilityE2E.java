package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** axe-core finds nothing on the exam page, in any theme, whatever is open. */
@InABrowser
class ExamAccessibilityE2E {

  private static final String SIDEWAYS =
      """
      async () => {
        // the width that was just set has to be the page's
        await new Promise(frame => requestAnimationFrame(() => requestAnimationFrame(frame)));
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
      }\
      """;

  @Test
  void nothingIsFoundInAnyThemeAndState(Browser.Visitor student, Teacher teacher, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    exam.matchByPlacementRules("Ki Hyun");
    page.locator("form[action$='/start'] button[type=submit]").click();
    assertThat(page.locator("[data-action=heard]")).isVisible();
    Axe.assertFindsNothingIn(page, "[data-role=preparing]", "start check");
    page.locator("[data-action=heard]").click();
    exam.awaitRunning();
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.answer(key.firstOf("MIXED"));
    page.locator("#q1 [data-action=flag]").click();
    exam.awaitSaved(2);
    Axe.assertFindsNothing(page, "working");

    for (String opener : List.of("submit", "display-open", "help-open")) {
      page.locator("[data-role=" + opener + "]").click();
      Axe.assertFindsNothingIn(page, "dialog[open]", opener);
      page.keyboard().press("Escape");
    }
    teacher.pause(exam.sessionId(), "Fire drill");
    assertThat(page.locator("[data-role=paused]")).isVisible();
    Axe.assertFindsNothingIn(page, "dialog[open]", "paused");
    teacher.resume(exam.sessionId(), "All clear");
    assertThat(page.locator("[data-role=paused]")).isHidden();

    page.context().setOffline(true);
    exam.answer(key.firstOf("SHORT"));
    assertThat(page.locator("[data-role=offline]")).isVisible();
    Axe.assertFindsNothingIn(page, "[data-role=offline]", "offline");
    page.locator("[data-role=submit]").click();
    page.locator("[data-role=review-submit]").click();
    assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
    Axe.assertFindsNothingIn(page, "dialog[open]", "handing in offline");
  }

  @Test
  void nothingHasToBeScrolledSidewaysAtFourHundredPercentOrWithLargeText(
      Browser.Visitor student, AnswerKey key) {
    student.page().setViewportSize(1280, 1024);
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Pil Gyu");
    // 1280 by 1024 pixels at 400 %
    page.setViewportSize(320, 256);
    assertThat(((Number) page.evaluate(SIDEWAYS)).intValue()).isZero();
    page.setViewportSize(320, 640);
    assertThat(((Number) page.evaluate(SIDEWAYS)).intValue()).isZero();
    page.locator("[data-role=display-open]").click();
    page.locator("label:has([name=display-text][value='200'])").click();
    page.locator("label:has([name=display-letters][value=wide])").click();
    assertThat(((Number) page.evaluate(SIDEWAYS)).intValue()).isZero();
    page.keyboard().press("Escape");
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.awaitSaved(1);
  }
}
