package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a student works with: navigator, listening tracks, booklet, display settings, levels. */
@InABrowser
@ResourceLock(Teacher.PLACEMENT)
class ExamToolsE2E {

  private static final int SCANNED_PAGES = 60;
  private static final int PLAYS = 2;

  /** Canvases that hold pixels, and how many pixels they hold. */
  private static final String PIXELS =
      """
      () => { const drawn = [...document.querySelectorAll('.pdf-sheet canvas')];
              return [drawn.length, drawn.reduce((sum, c) => sum + c.width * c.height, 0)]; }\
      """;

  /** What colour a whole sheet has. */
  private static final String COLOUR =
      """
      (sheet) => { const canvas = document.querySelector(`[data-page="${sheet}"] canvas`);
              if (!canvas || canvas.width === 0) return 'none';
              const at = (x) => canvas.getContext('2d').getImageData(canvas.width * x, canvas.height / 2, 1, 1).data;
              const colours = [at(0.1), at(0.5), at(0.9)].map(([r, g, b]) => r > 200 && b < 60 ? 'red' : b > 200 && r < 60 ? 'blue' : 'other');
              return new Set(colours).size === 1 ? colours[0] : colours.join(' '); }\
      """;

  /** Elements that would be animated for longer than a person can see. */
  private static final String MOVING =
      """
      () => { const long = (times) => times.split(',').some((time) => parseFloat(time) * (time.trim().endsWith('ms') ? 1 : 1000) > 10);
              return [...document.querySelectorAll('body, body *')]
                .filter((e) => { const s = getComputedStyle(e); return long(s.transitionDuration) || (s.animationName !== 'none' && long(s.animationDuration)); })
                .slice(0, 5).map((e) => e.outerHTML.slice(0, 100)).join('\\n'); }\
      """;

  @BeforeAll
  static void offerExams(Teacher teacher) {
    teacher.offerListeningExam(SCANNED_PAGES, PLAYS);
  }

  @Test
  void theNavigatorKnowsWhatWasSeenAnsweredAndFlaggedAfterAReloadToo(
      Browser.Visitor student, AnswerKey key) {
    AnswerKey.Question question = key.firstOf("ONE_CHOICE");
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.start("An Sohee");
    exam.answer(question);
    exam.goTo(20);
    page.locator("#main").focus();
    page.keyboard().press("f");
    exam.goTo(30);
    page.locator("#q30 [data-action=flag]").click();
    page.locator("#q30 [data-action=flag]").click();

    assertThat(link(page, question.number())).hasAttribute("data-progress", "answered");
    assertThat(link(page, 20)).hasAttribute("aria-label", "Question 20, not answered, flagged");
    assertThat(link(page, 30)).hasAttribute("data-progress", "seen");
    assertThat(link(page, 50)).hasAttribute("aria-label", "Question 50, not seen yet");
    page.locator("[data-role=filter] label:has-text('Flagged')").click();
    assertThat(page.locator("[data-component=question_nav] li:visible")).hasCount(1);

    page.locator("[data-role=submit]").click();
    assertThat(page.locator("[data-role=review-unanswered-count]")).containsText("49 questions");
    page.locator("[data-role=review-flagged-list] button").click();
    assertThat(page.locator("#q20")).hasClass(Pattern.compile(".*is-current.*"));

    page.waitForCondition(() -> exam.state().path("flagged").toString().equals("[20]"));
    assertThat(exam.state().path("seen").toString()).contains("20", "30");
    page.reload();
    exam.awaitRunning();
    assertThat(link(page, 20)).hasAttribute("data-flagged", "true");
    assertThat(link(page, 30)).hasAttribute("data-progress", "seen");
    assertThat(page.locator("#q20 [data-action=flag]")).hasAttribute("aria-pressed", "true");
  }

  @Test
  void aTrackIsHeardAsOftenAsTheServerGrantsAndAReloadIsNoNewPlay(Browser.Visitor student) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.startListeningExam("Yeo Rin");
    Locator player = page.locator("[data-component=audio_player]");
    Locator left = player.locator("[data-role=plays]");
    assertThat(left).hasText("2 of 2 plays left");
    assertThat(player.locator("[data-role=seek]")).isDisabled();

    player.locator("[data-action=toggle]").focus();
    page.keyboard().press("Enter");
    heard(page, 2);
    assertThat(left).hasText("1 of 2 plays left");
    page.evaluate("() => { document.querySelector('audio').currentTime = 60; }");
    page.waitForTimeout(1000);
    assertThat(position(page)).as("a limited track cannot be sought in").isLessThan(20);
    double before = position(page);

    page.reload();
    exam.awaitRunning();
    assertThat(left).hasText("1 of 2 plays left");
    page.waitForCondition(() -> position(page) > before - 3);
    player.locator("[data-action=toggle]").click();
    heard(page, before - 1);
    assertThat(left).hasText("1 of 2 plays left");

    page.context().setOffline(true);
    end(page);
    assertThat(left).hasText("1 of 2 plays left");
    player.locator("[data-action=toggle]").click();
    assertThat(left).hasText("No plays left");
    heard(page, 0.5);
    end(page);
    assertThat(player.locator("[data-action=toggle]")).hasAttribute("aria-disabled", "true");
    player.locator("[data-action=toggle]").click(new Locator.ClickOptions().setForce(true));
    page.waitForTimeout(500);
    assertThat(page.evaluate("() => document.querySelector('audio').paused")).isEqualTo(true);

    page.context().setOffline(false);
    page.waitForCondition(() -> used(exam.state()) == PLAYS);
  }

  @Test
  void aScannedBookletOfManyPagesKeepsItsMemoryAndIsNeverWhite(Browser.Visitor student) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.startListeningExam("Ji Ho");
    assertThat(page.locator("[data-role=of]")).hasText("of 60");
    for (int number = 5; number <= SCANNED_PAGES; number += 5) {
      goToPage(page, number);
      assertDrawn(page, number);
      java.util.List<?> drawn = (java.util.List<?>) page.evaluate(PIXELS);
      assertThat(((Number) drawn.get(0)).intValue()).isLessThanOrEqualTo(9);
      assertThat(((Number) drawn.get(1)).longValue()).isLessThan(60_000_000L);
    }
    // what is not drawn shows its number on grey
    assertThat(
            page.evaluate(
                "() => getComputedStyle(document.querySelector('[data-page=\"3\"]'),"
                    + " '::before').content"))
        .isEqualTo("\"3\"");

    goToPage(page, 7);
    page.locator("[data-action=rotate-right]").click();
    page.locator("label:has([name='q2.0'][value=B])").click();
    for (int i = 0; i < 12; i++) {
      page.locator("[data-action=zoom-in]").click(new Locator.ClickOptions().setForce(true));
    }
    assertThat(page.locator("[data-role=zoom]")).hasText("400 %");
    exam.awaitSaved(1);

    page.reload();
    exam.awaitRunning();
    assertThat(page.locator("[data-role=zoom]")).hasText("400 %");
    page.locator("[data-action=fit-page]").click();
    assertDrawn(page, 7);
    assertThat(
            page.evaluate(
                "() => { const p = document.querySelector('[data-page=\"7\"]'); return"
                    + " p.clientWidth > p.clientHeight; }"))
        .as("page 7 stays turned")
        .isEqualTo(true);
    goToPage(page, 40);
    page.locator("#q2 [data-action=show-page]").click();
    assertThat(page.locator(".pdf-page-box")).hasValue("7");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void halvesOfPagesComeInOrderWithOrWithoutTheFirstLeftOne(
      boolean skipFirst, Browser.Visitor student, Teacher teacher) {
    teacher.offerSplitExam(3, skipFirst);
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.startSplitExam("Sa Rang");
    page.locator("[data-action=fit-page]").click();
    List<String> halves =
        Stream.generate(() -> List.of("blue", "red"))
            .limit(3)
            .flatMap(List::stream)
            .skip(skipFirst ? 1 : 0)
            .toList();
    assertThat(page.locator("[data-role=of]")).hasText("of " + halves.size());
    for (int sheet = 1; sheet <= halves.size(); sheet++) {
      goToPage(page, sheet);
      assertDrawn(page, sheet);
      String colour = halves.get(sheet - 1);
      int shown = sheet;
      page.waitForCondition(() -> colour.equals(page.evaluate(COLOUR, shown)));
    }
  }

  @Test
  void displaySettingsAreRemembered(Browser.Visitor student) {
    Page page = student.page();
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    ExamPage exam = student.exam();
    exam.start("Cho Ara");
    page.locator("[data-role=display-open]").click();
    page.locator("label:has([name=display-theme][value=contrast])").click();
    page.locator("label:has([name=display-text][value='200'])").click();
    page.locator("label:has([name=display-lines][value=wide])").click();
    page.locator("[data-role=display] [data-action=close]").click();
    page.reload();
    exam.awaitRunning();
    assertThat(page.locator("html")).hasAttribute("data-theme", "contrast");
    assertThat(page.evaluate("() => getComputedStyle(document.documentElement).fontSize"))
        .isEqualTo("32px");
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(0, 0, 0)");
    student.pictures("test-large-contrast");
    assertThat(page.evaluate(MOVING)).as("what moves although it should not").isEqualTo("");
  }

  @Test
  void theLevelIsChangedOnceTheStudentHasSaidSo(Browser.Visitor student) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.startListeningExam("Do Yun");
    String before = exam.sessionId();
    page.locator("[data-direction=EASIER]").click();
    page.locator("[data-role=level-go]").click();
    assertThat(page.locator("[data-role=level-message]")).not().isEmpty();
    page.locator("[data-role=level-back]").click();

    page.locator("[data-direction=HARDER]").click();
    student.pictures("test-level");
    Axe.assertFindsNothingIn(page, "dialog[open]", "level");
    page.locator("[data-role=level-go]").click();
    page.waitForURL(url -> url.contains("/sessions/") && !url.contains(before));
    assertThat(page.locator("h1")).containsText("ENGLISH_PLACEMENT");
  }

  private static Locator link(Page page, int number) {
    return page.locator("[data-component=question_nav] a[data-question='" + number + "']");
  }

  private static int used(JsonNode state) {
    return state.path("plays").values().iterator().next().path("used").asInt();
  }

  private static double position(Page page) {
    return ((Number) page.evaluate("() => document.querySelector('audio').currentTime"))
        .doubleValue();
  }

  private static void heard(Page page, double seconds) {
    page.waitForCondition(() -> position(page) > seconds);
  }

  /** Nobody waits for the end of a track: it plays its last second at once. */
  private static void end(Page page) {
    page.evaluate("() => document.querySelector('audio').dispatchEvent(new Event('ended'))");
    page.evaluate("() => document.querySelector('audio').pause()");
  }

  private static void goToPage(Page page, int number) {
    page.locator(".pdf-page-box").fill(String.valueOf(number));
    page.locator(".pdf-page-box").press("Enter");
  }

  private static void assertDrawn(Page page, int number) {
    assertThat(page.locator("[data-page='" + number + "'] canvas")).isVisible();
  }
}
