package dev.examhall.chaos;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Looks at pages and gives students time. What may not be repeated is asked for once. */
final class Teacher extends Actor {

  /** Seconds that are given at once. */
  static final int SECONDS = 60;

  private final SuiteUnderFire suite;
  private final Journal journal;
  private final List<Attempt> attempts;
  private final Http http;

  /** By the reason that was given, which no other change has: whether it was acknowledged. */
  private final Map<String, Boolean> changes = new ConcurrentHashMap<>();

  private boolean signedIn;
  private int round;

  Teacher(SuiteUnderFire suite, Journal journal, List<Attempt> attempts) {
    super("teacher", 700);
    this.suite = suite;
    this.journal = journal;
    this.attempts = attempts;
    this.http = new Http(suite.gateway());
  }

  @Override
  void once() throws InterruptedException {
    if (!signedIn) {
      signedIn = signIn(http, suite, journal);
      return;
    }
    switch (round++ % 4) {
      case 0 -> look("/teacher/sessions");
      case 1 -> look("/teacher/dashboard");
      case 2 -> look("/api/v1/activities?limit=20");
      default -> giveTime();
    }
  }

  static boolean signIn(Http http, SuiteUnderFire suite, Journal journal)
      throws InterruptedException {
    Http.Reply reply =
        http.form("/sign-in", "username=" + suite.username() + "&password=" + suite.password());
    if (reply.status() == 303 && http.cookie("examhall_session").isPresent()) {
      journal.count("sign-in done");
      return true;
    }
    journal.count("sign-in refused with " + reply.status());
    if (!reply.isOutage()) {
      journal.violation(
          "an outage is never called a wrong password",
          "sign-in answered " + reply.status() + ' ' + reply.location());
    }
    return false;
  }

  private void look(String path) throws InterruptedException {
    Http.Reply reply = http.get(path);
    if (reply.status() == 200) {
      journal.count("teacher's page read");
    } else {
      refused(path, reply);
    }
  }

  private void giveTime() throws InterruptedException {
    List<Attempt> open = attempts.stream().filter(each -> each.receipt() == null).toList();
    if (open.isEmpty()) {
      return;
    }
    Attempt one = open.get(ThreadLocalRandom.current().nextInt(open.size()));
    String reason = "chaos " + changes.size();
    changes.put(reason, false);
    Http.Reply reply =
        http.json(
            "POST",
            "/api/v1/sessions/" + one.session() + "/time-changes",
            "{\"kind\":\"EXTRA_TIME\",\"seconds\":%d,\"reason\":\"%s\"}"
                .formatted(SECONDS, reason));
    if (reply.status() == 200) {
      changes.put(reason, true);
      journal.count("time change done");
    } else if (reply.status() != 409) {
      refused("time change", reply);
    }
  }

  private void refused(String what, Http.Reply reply) throws InterruptedException {
    journal.count("teacher's request refused with " + reply.status());
    boolean signedOut =
        reply.status() == 401 || (reply.status() == 303 && reply.location().contains("/sign-in"));
    if (signedOut) {
      // Redis may have lost the last second's sessions
      journal.count("teacher signed out");
      signedIn = false;
    } else if (!reply.isOutage()) {
      journal.violation(
          "an outage is never called a mistake of the teacher",
          what + " answered " + reply.status() + ' ' + reply.body());
    }
    TimeUnit.MILLISECONDS.sleep(300);
  }

  /** Reasons of time changes, and whether each was acknowledged. */
  Map<String, Boolean> changes() {
    return Map.copyOf(changes);
  }
}
