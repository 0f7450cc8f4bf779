package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's clock is what the page shows, whatever happens to the device's. */
@InABrowser
class ExamClockE2E {

  /** Puts the device's two clocks into the test's hands. */
  private static final String SKEWED_CLOCKS =
      """
      globalThis.skew = { wall: 0, mono: 0 };
      const wall = Date.now.bind(Date);
      const mono = performance.now.bind(performance);
      Date.now = () => wall() + skew.wall;
      performance.now = () => mono() + skew.mono;
      """;

  /** Seconds that the page's clock may be off, and one for the rounding of each side. */
  private static final long TOLERANCE = 2;

  @Test
  void aPauseAndMoreTimeAreSeenAtOnceWithTheTeachersReason(
      Browser.Visitor student, Teacher teacher) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Ra Mina");

    teacher.pause(exam.sessionId(), "Fire drill");
    assertThat(page.locator("[data-role=paused]")).isVisible();
    assertThat(page.locator("[data-role=paused]")).containsText("Fire drill");
    student.pictures("test-paused");
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    assertThat(page.locator("[data-role=paused]")).isVisible();
    long standing = exam.secondsLeft();
    page.waitForTimeout(2500);
    assertThat(exam.secondsLeft()).isEqualTo(standing);

    teacher.resume(exam.sessionId(), "All clear");
    assertThat(page.locator("[data-role=paused]")).isHidden();
    assertThat(exam.secondsLeft()).isBetween(standing - 10, standing + 1);

    teacher.giveTime(exam.sessionId(), 300, "Noise in the hall");
    assertThat(page.locator("[data-role=time-change]"))
        .containsText(Pattern.compile("5 minutes.*Noise in the hall"));
    assertShowsTheServersTime(exam);
  }

  @Test
  void aChangeIsFoundByAskingWhereNothingCanBePushed(Browser.Visitor student, Teacher teacher) {
    Page page = student.page();
    page.route("**/events", route -> route.abort());
    ExamPage exam = student.exam();
    exam.start("Sim Yuna");
    long before = exam.secondsLeft();

    teacher.giveTime(exam.sessionId(), 600, "Late start");
    page.waitForCondition(() -> exam.secondsLeft() > before + 400);
    assertThat(page.locator("[data-role=time-change]")).containsText("10 minutes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void aDeviceClockThatIsSetAnHourOffChangesNothing(int hours, Browser.Visitor student) {
    Page page = student.page();
    page.context().addInitScript(SKEWED_CLOCKS);
    ExamPage exam = student.exam();
    exam.start("Tak Jiwoo");

    page.evaluate("by => { skew.wall += by; }", (double) Duration.ofHours(hours).toMillis());
    page.waitForTimeout(2500);
    assertShowsTheServersTime(exam);

    page.reload();
    exam.awaitRunning();
    assertShowsTheServersTime(exam);
  }

  @Test
  void aTabThatWasHiddenOrAsleepForTenMinutesShowsTheServersTimeAgain(Browser.Visitor student) {
    Page page = student.page();
    page.context().addInitScript(SKEWED_CLOCKS);
    ExamPage exam = student.exam();
    exam.start("Um Sera");
    long before = exam.secondsLeft();

    // hidden: both clocks of the device went on, and what the server says is ten minutes behind
    // them
    page.evaluate(
        """
        by => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
          document.dispatchEvent(new Event('visibilitychange'));
          skew.wall += by; skew.mono += by;
          delete document.hidden;
          document.dispatchEvent(new Event('visibilitychange'));
        }\
        """,
        (double) Duration.ofMinutes(10).toMillis());
    page.waitForCondition(() -> exam.secondsLeft() > before - 60);
    assertShowsTheServersTime(exam);

    // asleep without network: the monotonic clock stood still, so the time is a guess until the
    // server is heard
    page.context().setOffline(true);
    page.evaluate("by => { skew.wall += by; }", (double) Duration.ofMinutes(10).toMillis());
    assertThat(page.locator("[data-component=timer] [data-role=value]")).containsText("≈");
    page.context().setOffline(false);
    assertThat(page.locator("[data-component=timer] [data-role=value]"))
        .hasText(Pattern.compile("^[\\d:]+$"));
    assertShowsTheServersTime(exam);
  }

  @Test
  void aHiddenTimerStaysHiddenAfterAReload(Browser.Visitor student) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("Woo Bin");
    page.locator("[data-action=toggle-timer]").click();
    assertThat(page.locator("[data-component=timer] [data-role=value]")).hasText("Time hidden");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
    assertThat(page.locator("[data-component=timer] [data-role=value]")).hasText("Time hidden");
    page.locator("[data-action=toggle-timer]").click();
    assertShowsTheServersTime(exam);
  }

  private static void assertShowsTheServersTime(ExamPage exam) {
    long server = exam.state().path("remainingSeconds").asLong();
    assertThat(exam.secondsLeft()).isBetween(server - TOLERANCE, server + TOLERANCE);
  }
}
