package dev.examhall.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes exams, one after the other. A save or submission that was refused or not answered is sent
 * again as it was, as the exam page does.
 */
final class Student extends Actor {

  private static final long SOON_MILLIS = 250;

  private final SuiteUnderFire suite;
  private final Journal journal;
  private final List<Attempt> attempts;
  private final boolean handsIn;
  private @Nullable Attempt attempt;
  private int exams;
  private int savesLeft;
  private Instant lastSaved = Instant.now();

  /**
   * @param attempts where its exams are noted, for all to see
   * @param handsIn whether it hands in and starts another; else its first exam stays open
   */
  Student(
      String name, SuiteUnderFire suite, Journal journal, List<Attempt> attempts, boolean handsIn) {
    super(name, 200);
    this.suite = suite;
    this.journal = journal;
    this.attempts = attempts;
    this.handsIn = handsIn;
  }

  @Override
  void once() throws InterruptedException {
    Attempt current = attempt;
    if (current == null) {
      attempt = begin();
      lastSaved = Instant.now();
      savesLeft = handsIn ? ThreadLocalRandom.current().nextInt(60, 200) : Integer.MAX_VALUE;
    } else if (savesLeft-- > 0) {
      save(current);
    } else if (submit(current)) {
      attempt = null;
    }
  }

  private @Nullable Attempt begin() throws InterruptedException {
    Http http = new Http(suite.gateway());
    String fields =
        "studentName=%s+%d&parentPhone=010-1234-5678&school=&grade=8&rank=TOP_30"
            .formatted(name(), ++exams);
    Http.Reply matched = until(303, "start", () -> http.form("/start", fields));
    if (matched == null) {
      return null;
    }
    String session = matched.location().replaceFirst(".*/sessions/([^/]+)/notice$", "$1");
    Attempt begun = new Attempt(session, http);
    if (until(303, "start", () -> http.form("/sessions/" + session + "/start", "")) == null
        || until(200, "page", () -> http.get("/sessions/" + session + "/test")) == null
        || until(
                200,
                "content ready",
                () -> http.json("POST", "/api/v1/sessions/" + session + "/content-ready", "{}"))
            == null) {
      return null;
    }
    attempts.add(begun);
    return begun;
  }

  private void save(Attempt current) throws InterruptedException {
    long revision = current.revision() + 1;
    Instant began = lastSaved;
    AtomicInteger sent = new AtomicInteger();
    Http.Reply saved =
        until(
            200,
            "save",
            () -> {
              sent.incrementAndGet();
              return current.save(revision);
            });
    if (saved == null) {
      return;
    }
    if (!saved.body().contains("\"revision\":" + revision)) {
      journal.violation("an acknowledgement says what it acknowledges", saved.toString());
    }
    current.acknowledge(revision, sent.get());
    lastSaved = Instant.now();
    journal.saved(began, lastSaved);
    if (revision % 10 == 0) {
      look(current);
    }
  }

  /** What was acknowledged is there at once, whoever is asked. */
  private void look(Attempt current) throws InterruptedException {
    Map<Integer, Long> expected = current.acknowledged();
    Http.Reply state = current.state();
    if (state.status() == 200) {
      journal.count("state read");
      current
          .missing(expected, state.json().path("answers"))
          .forEach(each -> journal.violation("an acknowledged answer is there", each));
    } else {
      refused("state", state);
    }
    Http.Reply page = current.http().get("/sessions/" + current.session() + "/test");
    if (page.status() != 200) {
      refused("page", page);
    } else {
      journal.count("page read");
      if (!page.body().contains(current.session())) {
        journal.violation("a page is the student's", "one of " + page.body().length() + " bytes");
      }
    }
  }

  private boolean submit(Attempt current) throws InterruptedException {
    Http.Reply receipt = until(200, "submission", current::submit);
    if (receipt == null) {
      return false;
    }
    current.submitted(receipt.body());
    Http.Reply again = current.submit();
    if (again.ok() && !again.body().equals(receipt.body())) {
      journal.violation(
          "one submission, one receipt", receipt.body() + " and then " + again.body());
    }
    return true;
  }

  @FunctionalInterface
  private interface Asking {
    Http.Reply ask() throws InterruptedException;
  }

  /** The wanted answer, or null when told to stop before it came. */
  private Http.@Nullable Reply until(int wanted, String what, Asking asking)
      throws InterruptedException {
    while (true) {
      Http.Reply reply = asking.ask();
      if (reply.status() == wanted) {
        journal.count(what + " done");
        return reply;
      }
      refused(what, reply);
      if (!going()) {
        return null;
      }
      TimeUnit.MILLISECONDS.sleep(SOON_MILLIS);
    }
  }

  private void refused(String what, Http.Reply reply) {
    journal.count(
        what + (reply.status() == 0 ? " not answered" : " refused with " + reply.status()));
    if (!reply.isOutage()) {
      String body = reply.body();
      journal.violation(
          "an outage is never called a mistake of the student",
          "%s of %s answered %d to %s"
              .formatted(
                  what, name(), reply.status(), body.substring(0, Math.min(300, body.length()))));
    }
  }
}
