package dev.examhall.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One exam of one student, and all that the suite acknowledged of it. */
final class Attempt {

  static final int QUESTIONS = 10;

  private final String session;
  private final Http http;

  /**
   * A save that was acknowledged.
   *
   * @param at when the acknowledgement came
   * @param sent how often it was sent until then
   */
  record Saved(Instant at, int sent) {}

  private final Map<Long, Saved> saves = new ConcurrentHashMap<>();
  private volatile @Nullable String receipt;
  private volatile long revision;

  Attempt(String session, Http http) {
    this.session = session;
    this.http = http;
  }

  String session() {
    return session;
  }

  Http http() {
    return http;
  }

  /** The revision of the newest save, acknowledged or not. */
  long revision() {
    return revision;
  }

  Http.Reply save(long newRevision) throws InterruptedException {
    revision = newRevision;
    return http.json(
        "PUT",
        "/api/v1/sessions/" + session + "/answers/" + number(newRevision),
        "{\"revision\":%d,\"parts\":[{\"choices\":[\"%s\"]}]}"
            .formatted(newRevision, choice(newRevision)));
  }

  void acknowledge(long saved, int sent) {
    saves.put(saved, new Saved(Instant.now(), sent));
  }

  /** Each acknowledged save, by its revision. */
  Map<Long, Saved> saves() {
    return Map.copyOf(saves);
  }

  Http.Reply submit() throws InterruptedException {
    return http.json("POST", "/api/v1/sessions/" + session + "/submission", "{}");
  }

  Http.Reply state() throws InterruptedException {
    return http.get("/api/v1/sessions/" + session);
  }

  void submitted(String newReceipt) {
    receipt = newReceipt;
  }

  @Nullable String receipt() {
    return receipt;
  }

  /** The newest revision of each question, as acknowledged until now. */
  Map<Integer, Long> acknowledged() {
    return saves.keySet().stream()
        .collect(Collectors.toUnmodifiableMap(Attempt::number, Function.identity(), Math::max));
  }

  /**
   * Each revision is of one question and says one thing, so that whatever is stored can be told.
   */
  static int number(long revision) {
    return (int) (1 + revision % QUESTIONS);
  }

  static String choice(long revision) {
    return String.valueOf((char) ('A' + revision * 7 % 4));
  }

  /**
   * What of these is missing in a state that was asked for afterwards, older, or not what this
   * student sent.
   */
  List<String> missing(Map<Integer, Long> expected, JsonNode answers) {
    List<String> missing = new ArrayList<>();
    expected.forEach(
        (number, acknowledgedRevision) -> {
          JsonNode answer = answers.path(String.valueOf(number));
          problem(
              number,
              acknowledgedRevision,
              answer.path("revision").asLong(0),
              answer.path("parts").path(0).path("choices").path(0).asString(""),
              missing);
        });
    return missing;
  }

  void problem(
      int number, long acknowledgedRevision, long found, String choice, List<String> into) {
    if (found < acknowledgedRevision
        || found > revision
        || number(found) != number
        || !choice(found).equals(choice)) {
      into.add(
          "session %s question %d: revision %d was acknowledged, found %d with '%s'"
              .formatted(session, number, acknowledgedRevision, found, choice));
    }
  }
}
