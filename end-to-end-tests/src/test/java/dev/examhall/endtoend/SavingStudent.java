package dev.examhall.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Saves one answer after another as fast as the suite takes them, and remembers exactly what was
 * acknowledged. A save that was refused or got no answer is tried again with the same revision, as
 * the exam page does.
 */
final class SavingStudent implements Runnable {

  /** The suite acknowledged this text for this question at this revision. */
  record Acknowledged(long revision, String text) {}

  private static final int FIRST_QUESTION = 1;
  private static final int LAST_QUESTION = 10;

  private final StudentScript script;
  private final Map<Integer, Acknowledged> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private volatile boolean going = true;
  private volatile int saves;
  private volatile long longestGapMillis;

  SavingStudent(StudentScript script) {
    this.script = script;
  }

  @Override
  public void run() {
    long lastAcknowledged = System.nanoTime();
    try {
      for (int i = 0; going; i++) {
        int number = FIRST_QUESTION + i % (LAST_QUESTION - FIRST_QUESTION + 1);
        long revision = i + 1L;
        String choice = String.valueOf((char) ('A' + i % 4));
        String parts = "[{\"choices\":[\"" + choice + "\"]}]";
        while (going) {
          StudentScript.Reply reply = script.save(number, revision, parts);
          if (reply.status() == 200) {
            acknowledged.put(number, new Acknowledged(revision, choice));
            long now = System.nanoTime();
            longestGapMillis = Math.max(longestGapMillis, (now - lastAcknowledged) / 1_000_000);
            lastAcknowledged = now;
            saves++;
            break;
          }
          failures.merge(
              reply.status() == 0 ? "no answer" : "HTTP " + reply.status(), 1, Integer::sum);
          Thread.sleep(200);
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    going = false;
  }

  int saves() {
    return saves;
  }

  long longestGapMillis() {
    return longestGapMillis;
  }

  Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  /**
   * The acknowledged answers that the suite does not have any more, or has in an older state; empty
   * is what we want.
   */
  List<String> missing() throws InterruptedException {
    StudentScript.Reply reply = script.state();
    if (reply.status() != 200) {
      return List.of("the session itself: " + reply);
    }
    JsonNode answers = reply.json().path("answers");
    List<String> missing = new ArrayList<>();
    acknowledged.forEach(
        (number, kept) -> {
          JsonNode answer = answers.path(String.valueOf(number));
          long revision = answer.path("revision").asLong(-1);
          String choice = answer.path("parts").path(0).path("choices").path(0).asString("");
          boolean overtaken = revision > kept.revision();
          if (!overtaken && !(revision == kept.revision() && choice.equals(kept.text()))) {
            missing.add("question %d: acknowledged %s, found %s".formatted(number, kept, answer));
          }
        });
    return missing;
  }
}
