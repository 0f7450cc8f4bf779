package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** From the sign-in to an exam that a student takes, by the teachers' pages alone. */
@InABrowser
@ResourceLock(Teacher.PLACEMENT)
class TeacherMakesAnExamE2E {

  private static final String LEVEL = "PINNACLE-ZENITH-2";

  /** What a spreadsheet puts on the clipboard: several letters, accepted answers, a formula. */
  private static final String KEY =
      "1\tB\n2\tA, C\n3\tcolor|colour\n4\t①\n5\t=1+1\n6\tD\n7\tC\n8\tB\n9\tA\n10\tE\n";

  private static final String PASTE =
      """
      text => {
        const data = new DataTransfer();
        data.setData('text/plain', text);
        document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }\
      """;

  private int clicks;

  /** What was spent on looking whether pages are as they should be. */
  private Duration looking = Duration.ZERO;

  @Test
  void makesActivatesAndPlacesAnExamThatAStudentTakes(Browser.Visitor teacher, RunningSuite suite) {
    Page page = teacher.page();
    Path demo = suite.checkout().resolve("local-launcher/src/main/demo");
    Instant began = Instant.now();

    signIn(page, suite);
    looksRight(teacher, "dashboard");
    click(page.locator("nav a[href='/teacher/exams/new']"));
    page.waitForURL(Pattern.compile(".*/teacher/exams/new$"));
    awaitReady(page);
    fillInTheForm(page, demo);
    looksRight(teacher, "exam-create");
    click(page.locator("[data-role=submit]"));
    page.waitForURL(Pattern.compile(".*/teacher/exams/[0-9a-f-]{36}[?]done=created$"));
    awaitReady(page);
    enterTheKey(page);
    looksRight(teacher, "exam-key");
    click(page.locator("[data-role=activation] button"));
    page.waitForURL(Pattern.compile(".*done=activated$"));
    assertThat(page.locator("[data-role=done]")).isVisible();
    System.out.printf(
        "An exam from the sign-in to active: %d clicks, %.1f s by script%n",
        clicks, Duration.between(began, Instant.now()).minus(looking).toMillis() / 1000.0);

    showsWhatStudentsSee(teacher, page);
    for (String part : new String[] {"files", "settings"}) {
      open(page, part);
      looksRight(teacher, "exam-" + part);
    }
    String name = page.locator("h1").textContent();
    place(teacher, page, name);
    listsIt(teacher, page, name);

    takeIt(teacher, name);
    isToldOnTheDashboard(page);
    knowsTheTime(page);
  }

  private void fillInTheForm(Page page, Path demo) {
    page.locator("#booklet").setInputFiles(demo.resolve("booklet/english-placement-b.pdf"));
    clicks++;
    assertThat(page.locator("[data-role=booklet-preview] canvas")).isVisible();
    click(page.locator("[name=nameKind][value=preset]"));
    page.locator("#presetText").fill("Made by pages");
    assertThat(page.locator("[data-role=preset-result]"))
        .hasText(Pattern.compile("\\[PT]_Made_by_pages_\\d{6}"));
    page.locator("#questionCount").fill("10");
    page.locator("[data-role=tracks-input]").setInputFiles(demo.resolve("listening/track-1.mp3"));
    clicks++;
    page.locator("[data-role=track-last]").fill("5");
    assertThat(page.locator("[data-role=track-map-text]")).containsText("5 of 10");
  }

  private void enterTheKey(Page page) {
    page.locator("tr[data-number='1'] [name=answer]").focus();
    page.evaluate(PASTE, KEY);
    assertThat(page.locator("tr[data-number='2'] [name=type]")).hasValue("SELECT_ALL");
    assertThat(page.locator("tr[data-number='5'] [name=answer]")).hasValue("=1+1");
    click(page.locator("[data-role=save]"));
    assertThat(page.locator("[data-role=key-badge]")).containsText("10 / 10");

    // a mistake is said at its row, and what was stored stays
    Locator last = page.locator("tr[data-number='10'] [name=answer]");
    last.fill("Z");
    page.keyboard().press("Control+s");
    assertThat(page.locator("[data-role=key-problems]")).containsText("Question 10");
    last.fill("E");
    page.keyboard().press("Control+s");
    assertThat(page.locator("[data-role=key-state]")).hasAttribute("data-state", "key.saved");
  }

  private void showsWhatStudentsSee(Browser.Visitor teacher, Page page) {
    open(page, "sheet");
    assertThat(page.locator(".pdf-sheet canvas").first()).isVisible();
    assertThat(page.locator("#q2 [data-role=key-note]")).containsText("A, C");
    page.locator("[data-action=trial]").click();
    assertThat(page.locator("[data-role=trial-state]")).containsText("of 10 points");
    assertThat(page.locator(".key-score:visible")).hasCount(10);
    looksRight(teacher, "exam-sheet");
  }

  private void place(Browser.Visitor teacher, Page page, String name) {
    page.navigate("/teacher/placement");
    page.locator("[name='cell.5.TOP_20']").selectOption(LEVEL);
    page.locator("[name='slot.1." + LEVEL + "']")
        .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(name));
    page.locator("#grade").selectOption("5");
    page.locator("#rank").selectOption("TOP_20");
    page.locator("button[value=try]").click();
    assertThat(page.locator("[data-role=outcome]")).containsText(name);
    looksRight(teacher, "placement");
    page.locator("button[value=save]").click();
    assertThat(page.locator("main [role=status]").first()).isVisible();
    assertThat(page).hasURL(Pattern.compile(".*done=saved$"));
    page.locator("main a[href='/teacher/placement/levels']").click();
    assertThat(page.locator("[data-role=levels] input[name='name.0']")).isVisible();
    looksRight(teacher, "levels");
  }

  private void listsIt(Browser.Visitor teacher, Page page, String name) {
    page.navigate("/teacher/exams?q=Made_by_pages");
    assertThat(page.locator(".exam-row").first()).containsText(name);
    looksRight(teacher, "exams");
    page.locator(".exam-row-delete").first().click();
    // it stands for a level: it cannot be deleted
    assertThat(page.locator(".exam-deletion")).containsText("PINNACLE Zenith");
    assertThat(page.locator("form[action$='/deletion'] button")).hasCount(0);
    looksRight(teacher, "exam-deletion");
  }

  private static void takeIt(Browser.Visitor student, String name) {
    Page page = student.page();
    page.navigate("/");
    student.exam().fillIn("Han Jiwoo");
    page.locator("[name=grade]").selectOption("5");
    page.locator("[name=rank][value=TOP_20]").check();
    page.locator("form[action='/start'] button[type=submit]").click();
    page.waitForURL(Pattern.compile(".*/notice$"));
    student.exam().startFromTheNotice();
    assertThat(page.locator("h1")).hasText(name);
    student.exam().assertThatTheBookletShowsInk();
    assertThat(page.locator("fieldset[data-question]")).hasCount(10);
  }

  /**
   * The dashboard is kept a moment before the student hands in, and would stay for two minutes if
   * nobody said that it changed.
   */
  private static void isToldOnTheDashboard(Page student) {
    assertThat(dashboard(student)).contains("Han Jiwoo");
    student.locator("[data-role=submit]").click();
    student.locator("[data-role=review-submit]").click();
    student.waitForURL(Pattern.compile(".*/result$"));
    Instant handedIn = Instant.now();
    student.waitForCondition(
        () -> dashboard(student).matches(".*Han Jiwoo</strong>.{0,200}badge-success.*"),
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
    System.out.printf(
        "The dashboard knew of it after %d ms%n",
        Duration.between(handedIn, Instant.now()).toMillis());
  }

  /** What the page said last, with its submission, is at the session. */
  private static void knowsTheTime(Page student) {
    String session = student.url().replaceAll(".*/sessions/([^/]+)/.*", "$1");
    student.waitForCondition(
        () ->
            student
                .request()
                .get("/api/v1/sessions/" + session + "/details")
                .text()
                .matches("(?s).*\"comment\":\"\",\"seconds\":\\d.*"),
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
  }

  /** As the teacher sees it who is signed in in the same browser. */
  private static String dashboard(Page page) {
    return page.request().get("/teacher/dashboard").text().replaceAll("\\s+", " ");
  }

  private void signIn(Page page, RunningSuite suite) {
    Properties account = suite.firstAccount();
    page.navigate("/sign-in?next=/teacher/dashboard");
    page.locator("[name=username]").fill(account.getProperty("username"));
    page.locator("[name=password]").fill(account.getProperty("password"));
    click(page.locator("form[action='/sign-in'] button[type=submit]"));
    assertThat(page).hasURL(Pattern.compile(".*/teacher/dashboard$"));
  }

  private static void open(Page page, String part) {
    page.locator("nav.tabs a[href$='part=" + part + "']").click();
    page.waitForURL(Pattern.compile(".*part=" + part + "$"));
    awaitReady(page);
  }

  private void click(Locator locator) {
    clicks++;
    locator.click();
  }

  private static void awaitReady(Page page) {
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
  }

  private void looksRight(Browser.Visitor teacher, String name) {
    Instant began = Instant.now();
    teacher.pictures(name);
    Axe.assertFindsNothing(teacher.page(), name);
    looking = looking.plus(Duration.between(began, Instant.now()));
  }
}
