package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** axe-core finds nothing on the exam page, in any theme, whatever is open. */
@ExtendWith(SuiteExtension.class)
@EnabledIf(
    value = "dev.examhall.endtoend.Browser#isThere",
    disabledReason = "No Chromium found: install it, or name it in EXAMHALL_CHROMIUM")
class ExamAccessibilityE2E {

  private static final List<String> THEMES = List.of("light", "dark", "contrast");
  private static final List<String> COLOUR_RULES = List.of("color-contrast", "link-in-text-block");
  private static final String SIDEWAYS =
      "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

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
  void nothingIsFoundInAnyThemeAndState(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 800);
        Teacher teacher = new Teacher(browser, suite)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
      page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      exam.matchByPlacementRules("Ki Hyun");
      page.locator("form[action$='/start'] button[type=submit]").click();
      assertThat(page.locator("[data-action=heard]")).isVisible();
      assertClean(page, "start check");
      page.locator("[data-action=heard]").click();
      exam.awaitRunning();
      AnswerKey key = AnswerKey.ofDemo(suite.checkout());
      exam.answer(key.firstOf("ONE_CHOICE"));
      exam.answer(key.firstOf("MIXED"));
      page.locator("#q1 [data-action=flag]").click();
      exam.awaitSaved(2);
      assertClean(page, "working");

      for (String opener : List.of("submit", "display-open", "help-open")) {
        page.locator("[data-role=" + opener + "]").click();
        assertClean(page, opener);
        page.keyboard().press("Escape");
      }
      teacher.pause(exam.sessionId(), "Fire drill");
      assertThat(page.locator("[data-role=paused]")).isVisible();
      assertClean(page, "paused");
      teacher.resume(exam.sessionId(), "All clear");
      assertThat(page.locator("[data-role=paused]")).isHidden();

      page.context().setOffline(true);
      exam.answer(key.firstOf("SHORT"));
      assertThat(page.locator("[data-role=offline]")).isVisible();
      assertClean(page, "offline");
      page.locator("[data-role=submit]").click();
      page.locator("[data-role=review-submit]").click();
      assertThat(page.locator("[data-role=handing-in]")).hasAttribute("data-state", "waiting");
      assertClean(page, "handing in offline");
    }
  }

  @Test
  void nothingHasToBeScrolledSidewaysAtFourHundredPercentOrWithLargeText(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 1280, 1024)) {
      Page page = student.page();
      ExamPage exam = new ExamPage(page);
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
      exam.answer(AnswerKey.ofDemo(suite.checkout()).firstOf("ONE_CHOICE"));
      exam.awaitSaved(1);
    }
  }

  /** The theme is put where the display settings put it; each must be clean in each state. */
  private static void assertClean(Page page, String state) {
    for (String theme : THEMES) {
      page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme);
      // colours in the middle of a transition are nobody's
      page.waitForTimeout(150);
      AxeBuilder axe = new AxeBuilder(page);
      // what is not about colours is the same in each theme
      List<String> found =
          (theme.equals(THEMES.getFirst()) ? axe : axe.withRules(COLOUR_RULES))
              .analyze().getViolations().stream()
                  .map(
                      rule ->
                          rule.getId()
                              + ": "
                              + rule.getNodes().stream()
                                  .map(CheckedNode::getHtml)
                                  .limit(4)
                                  .toList())
                  .toList();
      assertThat(found).as("%s, %s theme", state, theme).isEmpty();
    }
    page.evaluate("() => { delete document.documentElement.dataset.theme; }");
  }
}
