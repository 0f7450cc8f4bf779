package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignInIT extends GatewayFixture {

  @Test
  void signsTheFirstAccountInAndGoesOnToThePage() {
    Browser browser = browser();

    HttpResponse<String> answer =
        browser.post(
            "/sign-in",
            Map.of(
                "username",
                " first.teacher ",
                "password",
                PASSWORD,
                "next",
                "/teacher/sessions?q=a"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue("/teacher/sessions?q=a");
    assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
        .contains("examhall_session=", "HTTPOnly", "SameSite=Lax", "Path=/", "Max-Age=")
        .doesNotContain("Secure");
    assertThat(browser.get("/teacher/sessions").body()).isEqualTo("exam-render-service");
  }

  @Test
  void sendsWhoeverIsNotSignedInToTheFormAndBack() {
    HttpResponse<String> answer = browser().get("/teacher/dashboard?x=1");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location"))
        .hasValue("/sign-in?next=%2Fteacher%2Fdashboard%3Fx%3D1");
  }

  @Test
  void neverGoesOnToAnotherHost() {
    HttpResponse<String> answer =
        browser()
            .post(
                "/sign-in",
                Map.of(
                    "username",
                    account("TEACHER"),
                    "password",
                    PASSWORD,
                    "next",
                    "//evil.example"));

    assertThat(answer.headers().firstValue("location")).hasValue("/teacher/dashboard");
  }

  @Test
  void refusesAWrongPasswordAndAnUnknownNameAlike() {
    String username = account("TEACHER");
    HttpResponse<String> wrong = browser().signIn(username, "not the password");
    HttpResponse<String> unknown = browser().signIn("nobody-" + username, "not the password");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.body().replace("nobody-", "")).isEqualTo(wrong.body());
  }

  @Test
  void checksAsLongForAnUnknownName() {
    String username = account("TEACHER");
    browser().signIn(username, "warm-up");
    long known = nanos(() -> browser().signIn(username, "not the password"));
    long unknown = nanos(() -> browser().signIn("nobody-" + username, "not the password"));

    // a look-up alone would take a tenth of it
    assertThat(unknown).isBetween(known / 3, known * 3);
  }

  @Test
  void asksToWaitAfterTooManyFailuresEvenForTheRightPassword() {
    String username = account("TEACHER");
    for (int i = 0; i < 5; i++) {
      assertThat(browser().signIn(username, "wrong").statusCode()).isEqualTo(401);
    }

    HttpResponse<String> answer = browser().signIn(username, PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).contains("too many attempts");
  }

  @Test
  void forgetsFailuresAfterASuccess() {
    String username = account("TEACHER");
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        browser().signIn(username, "wrong");
      }
      assertThat(browser().signIn(username, PASSWORD).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void endsASessionForEveryCopyOfItsCookie() {
    Browser browser = signedIn("TEACHER");
    Map<String, String> stolen = Map.copyOf(browser.cookies());

    HttpResponse<String> answer = browser.post("/sign-out", Map.of());

    Browser thief = browser();
    thief.cookies().putAll(stolen);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(browser.cookies()).doesNotContainKey("examhall_session");
    assertThat(thief.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void endsEverySessionOfAnAccountWhenItIsSignedOutEverywhere() {
    String username = account("TEACHER");
    Browser here = browser();
    here.signIn(username, PASSWORD);
    Browser elsewhere = browser();
    elsewhere.signIn(username, PASSWORD);
    Browser somebodyElse = signedIn("TEACHER");

    here.post("/sign-out", Map.of("everywhere", "yes"));

    assertThat(elsewhere.get("/teacher/dashboard").statusCode()).isEqualTo(303);
    assertThat(somebodyElse.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    here.signIn(username, PASSWORD);
    assertThat(here.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    assertThat(elsewhere.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void refusesAChangedCookie() {
    Browser browser = signedIn("TEACHER");
    String cookie = browser.cookies().get("examhall_session");
    int middle = cookie.indexOf('.') + 10;
    char other = cookie.charAt(middle) == 'A' ? 'B' : 'A';

    browser
        .cookies()
        .put(
            "examhall_session", cookie.substring(0, middle) + other + cookie.substring(middle + 1));

    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void signsADisabledAccountOut() {
    Browser browser = browser();
    String username = account("TEACHER");
    browser.signIn(username, PASSWORD);
    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(200);

    database
        .sql("UPDATE account SET disabled = true WHERE username = :name")
        .bind("name", username)
        .then()
        .block();

    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void recordsSignInFailureAndSignOutInTheOutbox() {
    String username = account("TEACHER");
    Browser browser = browser();
    browser.signIn(username, "wrong");
    browser.signIn(username, PASSWORD);
    browser.post("/sign-out", Map.of());

    String id =
        rows("SELECT id FROM account WHERE username = '" + username + "'")
            .getFirst()
            .get("id")
            .toString();
    assertThat(rows("SELECT * FROM outbox").toString().split(id, -1).length - 1)
        .as("rows that name the account")
        .isPositive();
    assertThat(outboxText()).contains("sign-in-failed", "signed-in", "signed-out");
  }

  private String outboxText() {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> row : rows("SELECT * FROM outbox")) {
      row.values()
          .forEach(
              value ->
                  text.append(
                      value instanceof java.nio.ByteBuffer bytes
                          ? java.nio.charset.StandardCharsets.UTF_8.decode(bytes.duplicate())
                          : value));
    }
    return text.toString();
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
