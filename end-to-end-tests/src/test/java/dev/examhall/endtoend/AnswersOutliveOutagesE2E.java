package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a student keeps when the network or the tab goes away in mid-exam. */
@InABrowser
class AnswersOutliveOutagesE2E {

  private static final int KILLED_TABS = Integer.getInteger("examhall.kills", 20);

  /** An hour's exam is not over before, and the answer not too long. */
  private static final int KILLED_TABS_OF_ONE_STUDENT = 200;

  /**
   * Writes to a database of its own again and again, and knows how long the slowest write took from
   * when it was due: what a busy machine adds to the time that the page itself takes.
   */
  private static final String PROBE =
      """
      (() => {
        let slowest = 0, due = performance.now();
        const open = indexedDB.open('probe', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('probe');
        open.onsuccess = function write() {
          const transaction = open.result.transaction('probe', 'readwrite', { durability: 'relaxed' });
          transaction.objectStore('probe').put(1, 1);
          transaction.oncomplete = () => {
            slowest = Math.max(slowest, performance.now() - due);
            due = performance.now() + 50;
            setTimeout(write, 50);
          };
        };
        window.slowestWrite = () => Math.max(slowest, performance.now() - due);
      })()\
      """;

  @Test
  void answersGivenWithoutNetworkAreKeptInAClosedTabAndSentLater(
      Browser.Visitor student, AnswerKey key) {
    Page page = student.page();
    ExamPage exam = student.exam();
    exam.matchByPlacementRules("Han Sora");
    exam.startFromTheNotice();
    String address = page.url();
    BrowserContext device = page.context();

    device.setOffline(true);
    exam.answer(key.firstOf("ONE_CHOICE"));
    exam.answer(key.firstOf("SHORT"));
    assertThat(page.locator("[data-role=offline]")).isVisible();
    assertThat(page.locator("[data-role=save-badge]")).hasAttribute("data-state", "trouble");
    assertThat(answers(exam)).isEmpty();
    // what a closing tab sends at last may get past the browser's pretended outage
    page.close();

    device.setOffline(false);
    Page again = device.newPage();
    again.navigate(address);
    ExamPage same = new ExamPage(again);
    same.awaitRunning();
    same.assertShows(key.firstOf("ONE_CHOICE"));
    same.assertShows(key.firstOf("SHORT"));
    same.awaitSaved(2);
    assertThat(answers(same)).hasSize(2);
  }

  /**
   * A student writes without pause while the tab's process is killed again and again. Each
   * keystroke is known with its time, and each save that the server acknowledged. The second that
   * may be lost is the page's: as long as this device takes for a write comes on top.
   */
  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS) // as many tabs as are asked for
  void typingIsLostForOneSecondAtMostAndNoAcknowledgedAnswerWhenTabsAreKilled(
      Browser.Visitor student, AnswerKey key) throws InterruptedException {
    Random random = new Random(7);
    AnswerKey.Question written = key.firstOf("LONG");
    String field = "[name='q%d.0']".formatted(written.number());
    BrowserContext device = student.page().context();
    device.addInitScript(PROBE);
    Page tab = student.page();
    String address = "";
    String text = "";
    int mostLost = 0;

    for (int kill = 0; kill < KILLED_TABS; kill++) {
      if (kill % KILLED_TABS_OF_ONE_STUDENT == 0) {
        device.clearCookies(); // whoever sits an exam is led back to it
        new ExamPage(tab).start("Oh Jaewon");
        address = tab.url();
        text = "";
      }
      new ExamPage(tab).goTo(written.number());
      AtomicReference<String> acknowledged = acknowledgedTexts(tab);
      tab.locator(field)
          .evaluate("f => { f.focus(); f.setSelectionRange(f.value.length, f.value.length); }");
      List<Long> strokes = new ArrayList<>();
      String typed = " %d".formatted(kill);
      int letters = 4 + random.nextInt(30);
      for (int letter = 0; letter < letters; letter++) {
        String stroke = letter < typed.length() ? typed.substring(letter, letter + 1) : "x";
        tab.keyboard().insertText(stroke);
        strokes.add(System.nanoTime());
        text += stroke;
        tab.waitForTimeout(20 + random.nextInt(60));
      }
      long killedAt = System.nanoTime();
      double slowestWrite = ((Number) tab.evaluate("() => slowestWrite()")).doubleValue();
      crash(tab);
      long mayBeLost = 1_000_000_000L + (long) (slowestWrite * 1_000_000);
      long safe = strokes.stream().filter(at -> killedAt - at > mayBeLost).count();
      String atLeast = text.substring(0, text.length() - (strokes.size() - (int) safe));

      tab = device.newPage();
      tab.navigate(address);
      new ExamPage(tab).awaitRunning();
      String found = tab.locator(field).inputValue();
      assertThat(text).as("after kill %d", kill).startsWith(found);
      assertThat(found.length()).as("after kill %d", kill).isGreaterThanOrEqualTo(atLeast.length());
      assertThat(found).startsWith(acknowledged.get());
      mostLost = Math.max(mostLost, text.length() - found.length());
      text = found;
      // some tabs live long enough for a save
      tab.waitForTimeout(random.nextInt(3) == 0 ? 1500 : 0);
      if ((kill + 1) % 100 == 0) {
        System.out.printf(
            "%d tabs killed, of which none lost more than %d keystrokes%n", kill + 1, mostLost);
      }
    }
    new ExamPage(tab).awaitSaved(1);
    assertThat(answers(new ExamPage(tab)).getFirst().path("parts").path(0).path("text").asString())
        .isEqualTo(text);
    System.out.printf(
        "%d tabs killed, of which none lost more than %d keystrokes%n", KILLED_TABS, mostLost);
  }

  /** The last text that the server acknowledged to this tab. */
  private static AtomicReference<String> acknowledgedTexts(Page tab) {
    AtomicReference<String> last = new AtomicReference<>("");
    tab.onResponse(
        response -> {
          if (response.status() == 200
              && response.request().method().equals("PUT")
              && response.url().contains("/answers/")) {
            JsonNode sent = JsonMapper.shared().readTree(response.request().postData());
            last.set(sent.path("parts").path(0).path("text").asString());
          }
        });
    return last;
  }

  @Test
  void anOlderTabCanOnlyReadUntilTheStudentGoesOnThere(Browser.Visitor student, AnswerKey key) {
    AnswerKey.Question question = key.firstOf("SHORT");
    String field = "[name='q%d.0']".formatted(question.number());
    Page older = student.page();
    ExamPage exam = new ExamPage(older);
    exam.matchByPlacementRules("Seo Yuri");
    exam.startFromTheNotice();
    Page newer = older.context().newPage();
    newer.navigate(older.url());
    new ExamPage(newer).awaitRunning();

    assertThat(older.locator("[data-role=elsewhere]")).isVisible();
    assertThat(older.locator(field)).isDisabled();
    assertThat(older.locator("[data-role=submit]")).isDisabled();
    new ExamPage(newer).goTo(question.number());
    newer.locator(field).fill("from the newer tab");
    new ExamPage(newer).awaitSaved(1);

    older.locator("[data-role=continue-here]").click();
    assertThat(older.locator("[data-role=elsewhere]")).isHidden();
    assertThat(older.locator(field)).hasValue("from the newer tab");
    assertThat(newer.locator("[data-role=elsewhere]")).isVisible();
    exam.goTo(question.number());
    older.locator(field).fill("from the older tab");
    older.waitForCondition(() -> answers(exam).toString().contains("from the older tab"));
    newer.reload();
    new ExamPage(newer).awaitRunning();
    assertThat(newer.locator("[data-role=elsewhere]")).isHidden();
    assertThat(newer.locator(field)).hasValue("from the older tab");
  }

  /** Ends the tab's process, which gets no chance to save anything. */
  private static void crash(Page tab) {
    try {
      tab.navigate("chrome://crash", new Page.NavigateOptions().setTimeout(5_000));
    } catch (PlaywrightException expected) {
      // the process that should have answered is gone
    }
    tab.close();
  }

  /** What the database holds. */
  private static List<JsonNode> answers(ExamPage exam) {
    return List.copyOf(exam.state().path("answers").valueStream().toList());
  }
}
