package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Properties;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A teacher who is signed in, and what teachers do to exams that are being taken. */
final class Teacher implements AutoCloseable {

  /** Lock for those who change which exam students get: each sends all of it. */
  static final String PLACEMENT = "placement";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final RunningSuite suite;
  private final Browser.Visitor visitor;

  Teacher(Browser.Visitor visitor, RunningSuite suite) {
    this.suite = suite;
    this.visitor = visitor;
    Properties account = suite.firstAccount();
    var page = visitor.page();
    page.navigate("/sign-in");
    page.locator("[name=username]").fill(account.getProperty("username"));
    page.locator("[name=password]").fill(account.getProperty("password"));
    page.locator("form[action='/sign-in'] button[type=submit]").click();
    page.waitForURL(Pattern.compile("^(?!.*/sign-in).*$"));
  }

  /** Where the teacher's pages are shown. */
  Page page() {
    return visitor.page();
  }

  void giveTime(String sessionId, int seconds, String reason) {
    changeTime(sessionId, "EXTRA_TIME", seconds, reason);
  }

  void pause(String sessionId, String reason) {
    changeTime(sessionId, "PAUSE", null, reason);
  }

  void resume(String sessionId, String reason) {
    changeTime(sessionId, "RESUME", null, reason);
  }

  private void changeTime(
      String sessionId,
      String kind,
      @org.jspecify.annotations.Nullable Integer seconds,
      String reason) {
    ObjectNode body = JSON.createObjectNode().put("kind", kind).put("reason", reason);
    if (seconds != null) {
      body.put("seconds", seconds);
    }
    call("POST", "/api/v1/sessions/" + sessionId + "/time-changes", "application/json", json(body));
  }

  /**
   * Makes an exam of its own for the students of grade 1 below 50 %: a scanned booklet, one track
   * that may be heard a few times, and levels that may be changed.
   */
  void offerListeningExam(int pages, int plays) {
    String exam =
        newExam(
            "Listening, " + pages + " pages",
            ScannedBooklet.of(pages),
            JSON.createObjectNode().put("levelChange", true));
    call(
        "POST",
        "/api/v1/exams/"
            + exam
            + "/tracks?name=Track&firstQuestion=1&lastQuestion=5&playLimit="
            + plays,
        "audio/mpeg",
        demoTrack());
    offer(exam, "CORE-SPROUT-1");
  }

  /**
   * Makes an exam for the best 10 % of grade 8, whose booklet's pages are split into halves, with
   * or without the first left one.
   */
  void offerSplitExam(int pages, boolean skipFirstLeftHalf) {
    offer(
        newExam(
            "Split",
            ScannedBooklet.ofSpreads(pages),
            JSON.createObjectNode()
                .put("splitPages", true)
                .put("skipFirstLeftHalf", skipFirstLeftHalf)),
        "PINNACLE-SUMMIT-1");
  }

  private String newExam(String name, byte[] booklet, ObjectNode settings) {
    settings
        .put("name", name)
        .put("timerMinutes", 30)
        .put("questionCount", 10)
        .put("options", 4)
        .put("passPercent", 60);
    String exam =
        call("POST", "/api/v1/exams", "application/json", json(settings)).path("id").asString();
    call("PUT", "/api/v1/exams/" + exam + "/booklet", "application/pdf", booklet);
    return exam;
  }

  private void offer(String exam, String levelCode) {
    String at = "/api/v1/exams/" + exam;
    ArrayNode questions = JSON.createArrayNode();
    for (int number = 1; number <= 10; number++) {
      ObjectNode question =
          questions.addObject().put("number", number).put("type", "ONE_CHOICE").put("points", 1);
      ObjectNode part = question.putArray("parts").addObject();
      part.put("kind", "ONE_CHOICE").put("options", 4).putNull("label").putArray("texts");
      part.putArray("choices").add("A");
    }
    ObjectNode key = JSON.createObjectNode();
    key.set("questions", questions);
    call("PUT", at + "/answer-key", "application/json", json(key));
    call("POST", at + "/activation", "application/json", json(JSON.createObjectNode()));
    ArrayNode mappings = JSON.createArrayNode();
    for (JsonNode mapping : call("GET", "/api/v1/placement/exam-mappings", "", null)) {
      String level = mapping.path("levelCode").asString();
      mappings
          .addObject()
          .put("levelCode", level)
          .put("slot", mapping.path("slot").asInt())
          .put("examId", level.equals(levelCode) ? exam : mapping.path("examId").asString());
    }
    call("PUT", "/api/v1/placement/exam-mappings", "application/json", json(mappings));
  }

  private JsonNode call(
      String method, String path, String type, byte @org.jspecify.annotations.Nullable [] body) {
    RequestOptions options =
        RequestOptions.create().setMethod(method).setHeader("Origin", suite.gateway().toString());
    if (body != null) {
      options.setHeader("Content-Type", type).setData(body);
    }
    APIResponse response = visitor.page().request().fetch(suite.gateway() + path, options);
    assertThat(response.status())
        .as("%s %s: %s", method, path, response.text())
        .isBetween(200, 299);
    return response.text().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.text());
  }

  private byte[] demoTrack() {
    try {
      return Files.readAllBytes(
          suite.checkout().resolve("local-launcher/src/main/demo/listening/track-2.mp3"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] json(JsonNode node) {
    return JSON.writeValueAsBytes(node);
  }

  @Override
  public void close() {
    visitor.close();
  }
}
