package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the first account sees: it is a teacher's and an operator's. */
@InABrowser
class TeacherAndOperatorE2E {

  @Test
  void aTeacherSignsInAndFindsTheStudentsSession(Browser.Visitor teacher, RunningSuite suite)
      throws Exception {
    StudentScript student = submittedStudent(suite, "Park Seoyeon");
    Page page = teacher.page();
    page.navigate("/teacher/sessions");
    assertThat(page).hasURL(Pattern.compile(".*/sign-in\\?next=.*"));
    teacher.pictures("sign-in");

    signIn(page, suite);
    assertThat(page).hasURL(Pattern.compile(".*/teacher/sessions$"));
    assertThat(page.locator("main")).containsText("Park Seoyeon");
    teacher.pictures("teacher-sessions");
    page.navigate("/teacher/dashboard");
    teacher.pictures("teacher-dashboard");

    assertThat(verbsOf(page, student.sessionId(), "session-submitted"))
        .contains("session-started", "session-submitted");
    page.navigate("/activities?session=" + student.sessionId());
    assertThat(page.locator("main")).containsText("session submitted");
    teacher.pictures("activities");
    followsTheLog(page);
  }

  @Test
  void aStudentCannotOpenAnotherStudentsSessionNorTheTeachersPages(RunningSuite suite)
      throws Exception {
    StudentScript one = new StudentScript(suite.gateway());
    one.startExam("Choi Yuna");
    StudentScript other = new StudentScript(suite.gateway());
    other.startExam("Jung Haneul");

    String anothers = "/api/v1/sessions/" + one.sessionId();
    String madeUp = "/api/v1/sessions/" + UUID.randomUUID();
    assertThat(other.page(anothers).status()).isEqualTo(404);
    assertThat(other.page(madeUp).status()).isEqualTo(404);
    assertThat(new StudentScript(suite.gateway()).page(anothers).status()).isEqualTo(401);
    assertThat(other.page("/api/v1/exams").status()).isIn(401, 403);
    assertThat(other.page("/api/v1/cache/stats").status()).isIn(401, 403, 404);
    assertThat(other.page("/actuator/health").status()).isIn(401, 403, 404);
  }

  @Test
  void theStatusPageSaysThatAllIsWell(Browser.Visitor anybody) {
    anybody.page().setViewportSize(768, 1000);
    Page page = anybody.page();
    page.waitForCondition(
        () -> page.request().get("/api/health").status() == 200,
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
    APIResponse health = page.request().get("/api/health");
    JsonNode status = JsonMapper.shared().readTree(health.text());
    assertThat(status.path("status").asString()).isEqualTo("healthy");
    assertThat(status.has("timestamp")).isTrue();
    assertThat(status.path("checks").size()).isGreaterThanOrEqualTo(5);
    page.navigate("/status");
    anybody.pictures("status");
    assertThat(anybody.complaints()).isEmpty();
  }

  @Test
  void anOperatorFollowsTheSuiteAndFindsWhatWentWrongInABrowser(
      Browser.Visitor operator, RunningSuite suite) throws Exception {
    StudentScript student = new StudentScript(suite.gateway());
    assertThat(student.page("/api/v1/alerts").status()).isEqualTo(401);
    assertThat(student.page("/ops").status()).isEqualTo(303);
    Page page = operator.page();
    page.navigate("/");
    String planted = "planted " + UUID.randomUUID();
    page.evaluate(
        """
        message => {
          const error = new TypeError(message);
          error.stack = `TypeError\n at save (${location.origin}/assets/home-ABCD1234.js:1:2)`;
          dispatchEvent(new ErrorEvent('error', { error, message }));
        }
        """,
        planted);

    page.navigate("/sign-in?next=/ops");
    signIn(page, suite);
    assertThat(page.locator("#status")).hasText(Pattern.compile("works|limits"));
    assertThat(page.locator("#services article")).hasCount(6);
    assertThat(page.locator("#metrics article").first()).containsText("Requests/s");
    operator.pictures("ops");

    page.navigate("/ops/errors");
    assertThat(page.locator("main")).containsText(planted);
    operator.pictures("ops-errors");
  }

  @Test
  void anAddressThatIsNotThereIsAPageThatHelps(Browser.Visitor anybody) {
    assertThat(anybody.page().navigate("/nowhere").status()).isEqualTo(404);
    anybody.pictures("not-found");
    anybody.page().locator("main a").first().click();
    assertThat(anybody.page()).hasURL(Pattern.compile("^http://[^/]+/$"));
  }

  private static StudentScript submittedStudent(RunningSuite suite, String name)
      throws InterruptedException {
    StudentScript student = new StudentScript(suite.gateway());
    student.startExam(name);
    assertThat(student.save(1, 1, "[{\"choices\":[\"B\"]}]").status()).isEqualTo(200);
    assertThat(student.submit().status()).isEqualTo(200);
    return student;
  }

  /** Through the gateway: what happens now appears without a reload, and the log is intact. */
  private static void followsTheLog(Page page) {
    page.navigate("/activities?verb=activities-read");
    page.locator("#follow").click();
    assertThat(page.locator("#live")).containsText("Following");
    page.waitForCondition(
        () -> {
          page.request().get("/api/v1/activities/recent?actor=nobody-of-that-name");
          return page.locator("tr.fresh").count() > 0;
        },
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
    assertThat(page.locator("tr.fresh").first()).containsText("activities read");
    page.navigate("/activities/integrity?check=yes");
    assertThat(page.locator("main")).containsText("Intact");
  }

  private static void signIn(Page page, RunningSuite suite) {
    Properties account = suite.firstAccount();
    page.locator("[name=username]").fill(account.getProperty("username"));
    page.locator("[name=password]").fill(account.getProperty("password"));
    page.locator("form[action='/sign-in'] button[type=submit]").click();
  }

  /** The events of one session, once {@code last} has come through Kafka into PostgreSQL. */
  private static List<String> verbsOf(Page page, String sessionId, String last) {
    List<String> verbs = new ArrayList<>();
    page.waitForCondition(
        () -> {
          APIResponse found = page.request().get("/api/v1/activities?session=" + sessionId);
          assertThat(found.status()).isEqualTo(200);
          verbs.clear();
          verbs.addAll(JsonMapper.shared().readTree(found.text()).findValuesAsString("verb"));
          return verbs.contains(last);
        },
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(60).toMillis()));
    return verbs;
  }
}
