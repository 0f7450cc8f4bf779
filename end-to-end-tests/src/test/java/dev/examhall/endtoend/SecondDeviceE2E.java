package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A student whose device fails goes on with another one. */
@InABrowser
@Isolated // one of its tests kills a service that all use
class SecondDeviceE2E {

  private static final Duration RESTART = Duration.ofSeconds(120);
  private static final Pattern TEST = Pattern.compile(".*/sessions/[^/]+/test$");
  private static final Pattern RESULT = Pattern.compile(".*/sessions/[^/]+/result$");
  private static final double PATIENCE = 60_000;

  @Test
  void goesOnByACodeAndTheFirstOneKeepsAndOffersWhatItCouldNotSend(
      Browser.Visitor student, AnswerKey key, RunningSuite suite) {
    AnswerKey.Question written = key.firstOf("SHORT");
    String field = "[name='q%d.0']".formatted(written.number());
    Page first = student.page();
    ExamPage exam = student.exam();
    exam.matchByPlacementRules("Do Yun");
    String code = first.locator("[data-role=resume-code]").textContent();
    Axe.assertFindsNothingIn(first, ".notice-code", "notice");
    student.pictures("notice-code");
    exam.startFromTheNotice();
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.awaitSaved(1);
    first.locator("[data-role=device-open]").click();
    assertThat(first.locator("[data-role=device-code]")).hasText(code);
    Axe.assertFindsNothingIn(first, "[data-role=device]", "resume code");
    first.locator("[data-role=device-close]").click();
    first.context().setOffline(true);
    exam.goTo(written.number());
    first.locator(field).fill("from the first device");

    try (BrowserContext device = another(first, suite)) {
      Page second = device.newPage();
      second.navigate("/");
      second.locator("a[href='/resume']").click();
      Axe.assertFindsNothing(second, "resume");
      enter(second, "0000-0000");
      assertThat(second.locator("#code-error")).containsText("no exam with this code");
      Axe.assertFindsNothingIn(second, "#main", "wrong code");
      enter(second, code);
      second.waitForURL(TEST);
      ExamPage there = new ExamPage(second);
      there.awaitRunning();
      there.assertShows(key.firstOf("ONE_CHOICE"));
      there.goTo(written.number());
      second.locator(field).fill("from the second device");
      there.awaitSaved(2);

      first.context().setOffline(false);
      Locator elsewhere = first.locator("[data-role=elsewhere]");
      assertThat(elsewhere).containsText("One answer from here does not count yet");
      assertThat(first.locator(field)).isDisabled();
      Axe.assertFindsNothingIn(first, "[data-role=elsewhere]", "elsewhere");
      student.pictures("test-elsewhere");

      long pushed = continued(first, second);
      Locator conflict = first.locator("#q" + written.number() + " .question-notice");
      assertThat(conflict).containsText("from the first device");
      assertThat(conflict).containsText("from the second device");
      conflict.locator("[data-action=keep-mine]").click();
      first.waitForCondition(() -> exam.state().toString().contains("from the first device"));
      long back = continued(second, first);
      System.out.printf("The other device could only be read after %d and %d ms%n", pushed, back);

      assertThat(second.locator(field)).hasValue("from the first device");
      second.locator("[data-role=submit]").click();
      second.locator("[data-role=review-submit]").click();
      second.waitForURL(RESULT);
      first.waitForURL(RESULT);
    }
  }

  @Test
  void aServiceThatDiesInTheMiddleOfATakeoverLosesNothing(
      Browser.Visitor student, AnswerKey key, RunningSuite suite) {
    AnswerKey.Question written = key.firstOf("SHORT");
    String field = "[name='q%d.0']".formatted(written.number());
    Page first = student.page();
    ExamPage exam = student.exam();
    exam.start("Ryu Jin");
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.awaitSaved(1);

    try (BrowserContext device = another(first, suite)) {
      Page second = device.newPage();
      second.navigate("/resume");
      second.locator("#code").fill(code(exam));
      exam.goTo(written.number());
      first.locator(field).fill("typed at the last moment");
      second.locator("button[type=submit]").click(new Locator.ClickOptions().setNoWaitAfter(true));
      List<Long> killed = suite.kill("exam-render-service");
      suite.awaitRestarted("exam-render-service", killed, RESTART);
      if (!isAtTheTest(second)) {
        // the answer was lost; the first device knows which code is good now
        second.navigate("/resume");
        enter(second, code(exam));
        second.waitForURL(TEST);
      }
      ExamPage there = new ExamPage(second);
      there.awaitRunning();
      there.assertShows(key.firstOf("ONE_CHOICE"));
      assertThat(first.locator("[data-role=elsewhere]")).isVisible();

      // saved in time or put aside: it is there all the same
      continued(first, second);
      exam.awaitSaved(2);
      assertThat(first.locator(field)).hasValue("typed at the last moment");
      assertThat(exam.state().path("answers").toString()).contains("typed at the last moment");
      assertThat(exam.state().path("answers").size()).isEqualTo(2);
    }
  }

  /** Whether the answer with the session came, before or after the restart. */
  private static boolean isAtTheTest(Page page) {
    try {
      page.waitForURL(TEST, new Page.WaitForURLOptions().setTimeout(10_000));
      return true;
    } catch (TimeoutError e) {
      return false;
    }
  }

  /** Milliseconds from the click on 'continue here' until the other device can only be read. */
  private static long continued(Page here, Page other) {
    long began = System.nanoTime();
    here.locator("[data-role=continue-here]").click();
    assertThat(other.locator("[data-role=elsewhere]")).isVisible();
    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
    assertThat(here.locator("[data-role=elsewhere]")).isHidden();
    return took;
  }

  private static BrowserContext another(Page first, RunningSuite suite) {
    BrowserContext device =
        first
            .context()
            .browser()
            .newContext(
                new NewContextOptions().setBaseURL(suite.gateway().toString()).setLocale("en-GB"));
    device.setDefaultTimeout(PATIENCE);
    return device;
  }

  private static void enter(Page page, String code) {
    page.locator("#code").fill(code);
    page.locator("button[type=submit]").click();
  }

  private static String code(ExamPage exam) {
    return exam.get("/api/v1/sessions/" + exam.sessionId() + "/resume-code")
        .path("code")
        .asString();
  }
}
