package dev.examhall.chaos;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Asks for what is none of its business, at the gateway and at services' own addresses. */
final class Stranger extends Actor {

  private final SuiteUnderFire suite;
  private final Journal journal;
  private final List<Attempt> attempts;
  private final Http nobody;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Http otherStudent;

  Stranger(SuiteUnderFire suite, Journal journal, List<Attempt> attempts) {
    super("stranger", 200);
    this.suite = suite;
    this.journal = journal;
    this.attempts = attempts;
    this.nobody = new Http(suite.gateway());
  }

  @Override
  void once() throws InterruptedException {
    Http own = otherStudent;
    if (own == null) {
      Http fresh = new Http(suite.gateway());
      Http.Reply matched =
          fresh.form(
              "/start",
              "studentName=Stranger&parentPhone=010-9999-9999&school=&grade=8&rank=TOP_30");
      otherStudent = matched.status() == 303 ? fresh : null;
      return;
    }
    if (attempts.isEmpty()) {
      return;
    }
    String session = attempts.get(ThreadLocalRandom.current().nextInt(attempts.size())).session();
    String api = "/api/v1/sessions/" + session;
    String save = "{\"revision\":1000000,\"parts\":[{\"choices\":[\"A\"]}]}";
    switch (ThreadLocalRandom.current().nextInt(12)) {
      case 0 -> refused("a session of another student", own.get(api));
      case 1 -> refused("a page of another student", own.get("/sessions/" + session + "/test"));
      case 2 -> refused("a save for another", own.json("PUT", api + "/answers/1", save));
      case 3 -> refused("a submission for another", own.json("POST", api + "/submission", "{}"));
      case 4 -> refused("a session without a cookie", nobody.get(api));
      case 5 -> refused("a save without a cookie", nobody.json("PUT", api + "/answers/1", save));
      case 6 -> refused("a session with a forged cookie", forged(api));
      case 7 -> refused("a made-up session", own.get("/api/v1/sessions/" + UUID.randomUUID()));
      case 8 ->
          refused(
              "a student's time change",
              own.json(
                  "POST",
                  api + "/time-changes",
                  "{\"kind\":\"EXTRA_TIME\",\"seconds\":600,\"reason\":\"please\"}"));
      case 9 -> refused("the log", own.get("/api/v1/activities"));
      case 10 -> refused("the cache", own.get("/api/v1/cache/exam/chaos-1:value"));
      default -> {
        String path = ThreadLocalRandom.current().nextBoolean() ? api : "/actuator/prometheus";
        refused(
            "a service without a token", new Http(suite.service("exam-render-service")).get(path));
      }
    }
  }

  private Http.Reply forged(String path) throws InterruptedException {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Http fresh = new Http(URI.create(suite.gateway().toString()));
    return fresh.send(fresh.request(path).header("Cookie", "examhall_student=" + value).GET());
  }

  private void refused(String what, Http.Reply reply) {
    journal.count("stranger answered " + reply.status());
    if (reply.ok()) {
      String body = reply.body();
      journal.violation(
          "nobody reads or writes what is not his",
          what + " was answered " + body.substring(0, Math.min(300, body.length())));
    }
  }
}
