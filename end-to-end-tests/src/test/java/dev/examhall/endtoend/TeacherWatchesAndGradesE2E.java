package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.RequestOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A teacher at the live board, at a session, at the long answers and at the results. */
@InABrowser
class TeacherWatchesAndGradesE2E {

  private static final LocatorAssertions.HasTextOptions PATIENTLY =
      new LocatorAssertions.HasTextOptions().setTimeout(Duration.ofSeconds(60).toMillis());
  private static final LocatorAssertions.ContainsTextOptions UNTIL =
      new LocatorAssertions.ContainsTextOptions().setTimeout(Duration.ofSeconds(60).toMillis());

  @Test
  void watchesAStudentGivesTimeGradesAndReports(
      Browser.Visitor student, Teacher teacher, RunningSuite suite) {
    String name = "Live " + UUID.randomUUID().toString().substring(0, 8);
    AnswerKey key = AnswerKey.ofDemo(suite.checkout());
    ExamPage exam = student.exam();
    exam.start(name);
    String sessionId = exam.sessionId();
    Page page = teacher.page();
    page.navigate("/teacher/live");
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
    page.locator("#search").fill(name);
    // other tests' students are on the board until it has searched
    Locator row = page.locator("[role=row][data-id]", new Page.LocatorOptions().setHasText(name));
    assertThat(row).containsText(name, UNTIL);
    assertThat(row).containsText("Connected", UNTIL);

    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.answer(key.firstOf("LONG"));
    assertThat(row.locator("[role=gridcell]").nth(2))
        .hasText(Pattern.compile("^2 / \\d+$"), PATIENTLY);
    Axe.assertFindsNothing(page, "live board");

    givesTime(page, row, student);
    seesTheSession(page, row, name);
    RequestOptions own = RequestOptions.create().setHeader("Origin", suite.gateway().toString());
    assertThat(
            student
                .page()
                .request()
                .post("/api/v1/sessions/" + sessionId + "/submission", own)
                .status())
        .isEqualTo(200);
    gradesByKeyboard(page, sessionId, name);
    readsResults(page, sessionId, name);
  }

  private static void givesTime(Page page, Locator row, Browser.Visitor student) {
    row.focus();
    page.keyboard().press("Space");
    assertThat(row).hasAttribute("aria-selected", "true");
    page.locator("#minutes").fill("5");
    page.locator("[data-role=panel] [type=submit]").click();
    assertThat(page.locator("[data-role=error]")).isVisible();
    page.locator("#reason").fill("A fire alarm.");
    page.locator("[data-role=panel] [type=submit]").click();
    assertThat(page.locator("[data-role=outcome]")).containsText("Changed: 1.", UNTIL);
    // the student is told at once, and why
    assertThat(student.page().locator("body")).containsText("A fire alarm.", UNTIL);
  }

  private static void seesTheSession(Page page, Locator row, String name) {
    row.focus();
    page.keyboard().press("Enter");
    page.waitForURL(Pattern.compile(".*/teacher/sessions/[^/]+$"));
    assertThat(page.locator("h1")).hasText(name);
    assertThat(page.locator("main")).containsText("A fire alarm.");
    assertThat(page.locator("main")).containsText("Start and sum make the deadline");
    assertThat(page.locator("[data-role=timeline-list]")).containsText("Clock started", UNTIL);
    Axe.assertFindsNothing(page, "session");
  }

  private static void gradesByKeyboard(Page page, String sessionId, String name) {
    page.navigate("/teacher/grading");
    Axe.assertFindsNothing(page, "grading");
    String grading = gradingOf(page, sessionId);
    page.navigate(grading);
    assertThat(page.locator("form[data-role=grade]")).containsText(name);
    page.locator("#points").fill("9999");
    page.keyboard().press("Control+Enter");
    assertThat(page.locator("#problem")).isVisible();
    page.keyboard().press("Alt+m");
    page.locator("#comment").fill("Well argued.");
    // the next answer's page, whole: what is asked for next would be cut short by it
    String graded = page.url();
    page.keyboard().press("Control+Enter");
    page.waitForURL(url -> !url.equals(graded));
    page.waitForCondition(
        () ->
            page.request()
                .get("/api/v1/sessions/" + sessionId + "/details")
                .text()
                .contains("Well argued."),
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
  }

  /** The place in the queue at which this session's answer is the next. */
  private static String gradingOf(Page page, String sessionId) {
    var details =
        JsonMapper.shared()
            .readTree(page.request().get("/api/v1/sessions/" + sessionId + "/details").text());
    String exam = details.path("head").path("examId").asString();
    for (var question : details.path("questions")) {
      if (question.path("type").asString().equals("LONG") && !question.path("given").isEmpty()) {
        String before = before(UUID.fromString(sessionId)).toString();
        return "/teacher/grading?exam=%s&question=%d&after=%s"
            .formatted(exam, question.path("number").asInt(), before);
      }
    }
    throw new AssertionError("No long answer in " + details);
  }

  /** The greatest id that is less. */
  private static UUID before(UUID id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
  }

  private static void readsResults(Page page, String sessionId, String name) {
    page.navigate("/teacher/results/sessions/" + sessionId);
    assertThat(page.locator("h1")).hasText(name);
    assertThat(page.locator(".report")).containsText("Well argued.");
    Axe.assertFindsNothing(page, "report");
    page.locator("main a[href^='/teacher/results/exams/']").first().click();
    assertThat(page.locator("main")).containsText(name);
    Axe.assertFindsNothing(page, "results of an exam");
    String csv =
        page.request()
            .get(Objects.requireNonNull(page.locator("a[download]").getAttribute("href")))
            .text();
    assertThat(csv).contains(sessionId);
    page.locator("main a[href$='/statistics']").first().click();
    assertThat(page.locator("svg.chart").first()).isVisible();
    Axe.assertFindsNothing(page, "statistics");
    page.goBack();
    page.locator("main a[href^='/teacher/grading/exams/']").click();
    assertThat(page.locator("main")).containsText("Nothing would change.");
    Axe.assertFindsNothing(page, "regrading");
    page.navigate("/teacher/results?q=" + name.replace(" ", "%20"));
    assertThat(page.locator("main")).containsText(name);
    Axe.assertFindsNothing(page, "results");
  }
}
