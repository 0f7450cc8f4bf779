package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
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

  private static final Pattern NOTICE = Pattern.compile(".*/sessions/[^/]+/notice$");
  private static final Pattern TEST = Pattern.compile(".*/sessions/[^/]+/test$");
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

      matchByPlacementRules(page, "Kim Minseo");
      picture(student, suite, "notice");
      startFromTheNotice(page);
      assertThatTheBookletShowsInk(page);
      picture(student, suite, "test");
      assertThatATrackPlays(page);

      answer(page, key.firstOf("ONE_CHOICE"));
      answer(page, key.firstOf("SELECT_ALL"));
      answer(page, key.firstOf("SHORT"));
      answer(page, key.firstOf("LONG"));
      answer(page, key.firstOf("MIXED"));
      awaitSaved(page, 5);
      long secondsBefore = secondsLeft(page);

      page.reload();
      awaitRunning(page);
      assertShows(page, key.firstOf("ONE_CHOICE"));
      assertShows(page, key.firstOf("SELECT_ALL"));
      assertShows(page, key.firstOf("SHORT"));
      assertShows(page, key.firstOf("LONG"));
      assertShows(page, key.firstOf("MIXED"));
      assertThat(page.locator("[data-role=answered]")).hasText("5");
      assertThat(secondsLeft(page)).isBetween(secondsBefore - 60, secondsBefore);

      key.questions().forEach(question -> answer(page, question));
      awaitSaved(page, key.questions().size());
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
      matchByPlacementRules(page, "Lee Jiho");
      startFromTheNotice(page);
      answer(page, key.firstOf("ONE_CHOICE"));
      answer(page, key.firstOf("SHORT"));
      awaitSaved(page, 2);
      assertThat(student.complaints()).isEmpty();
    }
  }

  @Test
  void aNameThatIsMissingIsAskedForAndTheRestIsKept(RunningSuite suite) {
    try (Browser.Visitor student = browser.visitor(suite.gateway(), 768, 1000)) {
      Page page = student.page();
      page.navigate("/");
      picture(student, suite, "home");
      fillIn(page, " ");
      page.locator("form[action='/start'] button[type=submit]").click();
      assertThat(page.locator("[name=studentName]")).hasAttribute("aria-invalid", "true");
      assertThat(page.locator("[name=parentPhone]")).hasValue(Pattern.compile("010-?1234-?5678"));
    }
  }

  private static void matchByPlacementRules(Page page, String name) {
    page.navigate("/");
    fillIn(page, name);
    page.locator("form[action='/start'] button[type=submit]").click();
    page.waitForURL(NOTICE);
  }

  private static void fillIn(Page page, String name) {
    page.locator("[name=studentName]").fill(name);
    page.locator("[name=parentPhone]").fill("010-1234-5678");
    page.locator("[name=grade]").selectOption("8");
    page.locator("[name=rank][value=TOP_30]").check();
  }

  private static void startFromTheNotice(Page page) {
    page.locator("form[action$='/start'] button[type=submit]").click();
    page.waitForURL(TEST);
    awaitRunning(page);
  }

  private static void awaitRunning(Page page) {
    assertThat(page.locator("[data-role=preparing]")).isHidden();
    assertThat(page.locator("[data-component=timer] [data-role=value]"))
        .hasText(Pattern.compile("^(1:00:00|\\d{1,2}:\\d\\d|\\d:\\d\\d:\\d\\d)$"));
  }

  private static void assertThatTheBookletShowsInk(Page page) {
    Locator canvas = page.locator(".exam-booklet canvas").first();
    assertThat(canvas).isVisible();
    Object inked =
        canvas.evaluate(
            """
            c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                   let dark = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 128 && d[i+3] > 0) dark++;
                   return dark; }\
            """);
    assertThat(((Number) inked).intValue()).as("dark pixels of page 1").isGreaterThan(500);
  }

  private static void assertThatATrackPlays(Page page) {
    Locator player = page.locator("[data-component=audio_player]").first();
    player.getByRole(AriaRole.BUTTON).first().click();
    page.waitForCondition(
        () ->
            Boolean.TRUE.equals(
                page.evaluate(
                    "() => [...document.querySelectorAll('audio')].some(a => a.currentTime > 0.2"
                        + " && a.duration > 10)")),
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(20).toMillis()));
    player.getByRole(AriaRole.BUTTON).first().click();
  }

  private static void answer(Page page, AnswerKey.Question question) {
    goTo(page, question.number());
    Locator field = page.locator("#q" + question.number());
    for (int p = 0; p < question.parts().size(); p++) {
      AnswerKey.Part part = question.parts().get(p);
      String name = "q" + question.number() + "." + p;
      if (part.kind().equals("SHORT") || part.kind().equals("LONG")) {
        field.locator("[name='" + name + "']").fill(textFor(part));
      } else {
        for (String letter : part.choices()) {
          String input = "[name='" + name + "'][value=" + letter + "]";
          Locator choice = field.locator(input);
          if (!choice.isChecked()) {
            field.locator("label:has(" + input + ")").click();
          }
          assertThat(choice).isChecked();
        }
      }
    }
  }

  private static void assertShows(Page page, AnswerKey.Question question) {
    Locator field = page.locator("#q" + question.number());
    for (int p = 0; p < question.parts().size(); p++) {
      AnswerKey.Part part = question.parts().get(p);
      String name = "q" + question.number() + "." + p;
      if (part.kind().equals("SHORT") || part.kind().equals("LONG")) {
        assertThat(field.locator("[name='" + name + "']")).hasValue(textFor(part));
      } else {
        assertThat(field.locator("[name='" + name + "']:checked")).hasCount(part.choices().size());
        for (String letter : part.choices()) {
          assertThat(field.locator("[name='" + name + "'][value=" + letter + "]")).isChecked();
        }
      }
    }
  }

  private static String textFor(AnswerKey.Part part) {
    return part.texts().isEmpty()
        ? "I would like to visit Jeju in spring, because the sea is calm then."
        : part.texts().getFirst().split("\\|")[0].strip();
  }

  private static void goTo(Page page, int number) {
    Locator link = page.locator("[data-component=question_nav] a[data-question='" + number + "']");
    link.evaluate("a => a.click()");
    assertThat(page.locator("#q" + number)).isVisible();
  }

  private static void awaitSaved(Page page, int answered) {
    assertThat(page.locator("[data-role=answered]")).hasText(String.valueOf(answered));
    assertThat(page.locator("[data-role=save-badge]")).hasAttribute("data-state", "saved");
  }

  private static long secondsLeft(Page page) {
    String[] parts =
        page.locator("[data-component=timer] [data-role=value]").textContent().strip().split(":");
    long seconds = 0;
    for (String part : parts) {
      seconds = seconds * 60 + Long.parseLong(part);
    }
    return seconds;
  }

  private static void picture(Browser.Visitor student, RunningSuite suite, String name) {
    student.pictures(suite.pictures(), name);
  }
}
