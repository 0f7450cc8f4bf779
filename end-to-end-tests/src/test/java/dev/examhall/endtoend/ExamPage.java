package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A student at the exam page, and the way there. */
final class ExamPage {

  private static final Pattern NOTICE = Pattern.compile(".*/sessions/[^/]+/notice$");
  private static final Pattern TEST = Pattern.compile(".*/sessions/[^/]+/test$");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Page page;

  ExamPage(Page page) {
    this.page = page;
  }

  void matchByPlacementRules(String name) {
    page.navigate("/");
    fillIn(name);
    page.locator("form[action='/start'] button[type=submit]").click();
    page.waitForURL(NOTICE);
  }

  /**
   * As a student of grade 1 below 50 %, for whom {@link Teacher#offerListeningExam} makes an exam.
   */
  void startListeningExam(String name) {
    matchAs(name, "1", "BELOW_50");
    startFromTheNotice();
  }

  /**
   * As a student of grade 8 of the best 10 %, for whom {@link Teacher#offerSplitExam} makes one.
   */
  void startSplitExam(String name) {
    matchAs(name, "8", "TOP_10");
    openFromTheNotice();
    awaitRunning();
  }

  private void matchAs(String name, String grade, String rank) {
    page.navigate("/");
    fillIn(name);
    page.locator("[name=grade]").selectOption(grade);
    page.locator("[name=rank][value=" + rank + "]").check();
    page.locator("form[action='/start'] button[type=submit]").click();
    page.waitForURL(NOTICE);
  }

  void start(String name) {
    matchByPlacementRules(name);
    startFromTheNotice();
  }

  String sessionId() {
    return page.url().replaceFirst(".*/sessions/([^/]+)/test$", "$1");
  }

  /** What the database holds of the session whose page this is. */
  JsonNode state() {
    return get("/api/v1/sessions/" + sessionId());
  }

  /**
   * What the suite answers at this address to the student who sits here, asked past the device's
   * network, which may be cut.
   */
  JsonNode get(String path) {
    URI address = URI.create(page.url()).resolve(path);
    String cookies =
        page.context().cookies(address.toString()).stream()
            .map(cookie -> cookie.name + "=" + cookie.value)
            .collect(Collectors.joining("; "));
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(address).header("Cookie", cookies).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the exam can go on without any network. */
  void awaitKeptOnDevice() {
    assertThat(page.locator("html")).hasAttribute("data-offline", "ready");
  }

  void fillIn(String name) {
    page.locator("[name=studentName]").fill(name);
    page.locator("[name=parentPhone]").fill("010-1234-5678");
    page.locator("[name=grade]").selectOption("8");
    page.locator("[name=rank][value=TOP_30]").check();
  }

  void startFromTheNotice() {
    openFromTheNotice();
    page.locator("[data-action=heard]").click();
    awaitRunning();
  }

  /** An exam without tracks has no sound to be checked. */
  private void openFromTheNotice() {
    page.locator("form[action$='/start'] button[type=submit]").click();
    page.waitForURL(TEST);
  }

  void awaitRunning() {
    assertThat(page.locator("[data-role=preparing]")).isHidden();
    assertThat(page.locator("[data-component=timer] [data-role=value]"))
        .hasText(Pattern.compile("^(≈ )?(1:00:00|\\d{1,2}:\\d\\d|\\d:\\d\\d:\\d\\d)$"));
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
  }

  void assertThatTheBookletShowsInk() {
    Locator canvas = page.locator(".exam-booklet canvas").first();
    assertThat(canvas).isVisible();
    page.waitForCondition(
        () -> darkPixels(canvas) > 500,
        new Page.WaitForConditionOptions().setTimeout(Duration.ofSeconds(20).toMillis()));
  }

  /** None while a page is still being drawn. */
  private static int darkPixels(Locator canvas) {
    Object dark =
        canvas.evaluate(
            """
            c => { if (c.width === 0 || c.height === 0) return 0;
                   const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                   let dark = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 128 && d[i+3] > 0) dark++;
                   return dark; }\
            """);
    return ((Number) dark).intValue();
  }

  void assertThatATrackPlays() {
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

  void answer(AnswerKey.Question question) {
    goTo(question.number());
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

  void assertShows(AnswerKey.Question question) {
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

  void goTo(int number) {
    Locator link = page.locator("[data-component=question_nav] a[data-question='" + number + "']");
    link.evaluate("a => a.click()");
    assertThat(page.locator("#q" + number)).isVisible();
  }

  void awaitSaved(int answered) {
    assertThat(page.locator("[data-role=answered]")).hasText(String.valueOf(answered));
    assertThat(page.locator("[data-role=save-badge]")).hasAttribute("data-state", "saved");
  }

  long secondsLeft() {
    String[] parts =
        page.locator("[data-component=timer] [data-role=value]")
            .textContent()
            .replace("≈", "")
            .strip()
            .split(":");
    long seconds = 0;
    for (String part : parts) {
      seconds = seconds * 60 + Long.parseLong(part);
    }
    return seconds;
  }
}
