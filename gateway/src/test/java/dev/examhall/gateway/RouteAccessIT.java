package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of roles and routes, written down a second time, by hand. */
class RouteAccessIT extends GatewayFixture {

  private static final Map<String, Browser> CALLERS = new LinkedHashMap<>();
  private static final Set<String> EVERYBODY =
      Set.of("nobody", "TEACHER", "HEAD_TEACHER", "PROCTOR", "OPERATOR");

  @BeforeEach
  void callers() {
    if (CALLERS.isEmpty()) {
      CALLERS.put("nobody", browser());
      for (String role : Set.of("TEACHER", "HEAD_TEACHER", "PROCTOR", "OPERATOR")) {
        CALLERS.put(role, signedIn(role));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /                                      | exam-render-service  | *",
        "GET    | /start                                 | exam-render-service  | *",
        "POST   | /start                                 | exam-render-service  | *",
        "GET    | /sessions/1/test                       | exam-render-service  | *",
        "POST   | /sessions/1/start                      | exam-render-service  | *",
        "GET    | /api/v1/sessions                       | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR",
        "PUT    | /api/v1/sessions/1/answers/7           | exam-render-service  | *",
        "PUT    | /api/v1/sessions/1/position            | exam-render-service  | *",
        "POST   | /api/v1/sessions/1/content-ready       | exam-render-service  | *",
        "POST   | /api/v1/sessions/1/submission          | exam-render-service  | *",
        "GET    | /api/v1/sessions/1                     | exam-render-service  | *",
        "GET    | /api/v1/sessions/1/time-changes        | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "POST   | /api/v1/sessions/1/time-changes        | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "POST   | /api/v1/exams/1/time-changes           | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "GET    | /assets/a.js                           | asset-service        | *",
        "GET    | /media/a.pdf                           | asset-service        | *",
        "GET    | /status                                | monitoring-service   | *",
        "GET    | /api/health                            | monitoring-service   | *",
        "POST   | /api/v1/browser-errors                 | monitoring-service   | *",
        "GET    | /teacher/sessions                      | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR",
        "GET    | /teacher/dashboard                     | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "POST   | /teacher/exams                         | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "PUT    | /api/v1/exams/1/booklet                | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "POST   | /api/v1/exams/1/tracks                 | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "GET    | /api/v1/exams                          | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "GET    | /api/v1/exams/1                        | exam-render-service  | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "POST   | /api/v1/exams                          | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "DELETE | /api/v1/exams/1                        | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "PUT    | /api/v1/exams/1/answer-key             | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "GET    | /api/v1/placement/levels               | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "PUT    | /api/v1/placement/rules                | exam-render-service  | TEACHER"
            + " HEAD_TEACHER",
        "GET    | /api/v1/templates/student_test         | exam-render-service  | TEACHER"
            + " HEAD_TEACHER OPERATOR",
        "GET    | /activities                            | activity-log-service | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "GET    | /api/v1/activities                     | activity-log-service | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "POST   | /api/v1/activities/dead-letters        | activity-log-service | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "GET    | /api/v1/people/1                       | activity-log-service | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "DELETE | /api/v1/people/1                       | activity-log-service | TEACHER"
            + " HEAD_TEACHER PROCTOR OPERATOR",
        "GET    | /ops                                   | monitoring-service   | OPERATOR",
        "GET    | /ops/errors                            | monitoring-service   | OPERATOR",
        "GET    | /api/v1/health                         | monitoring-service   | OPERATOR",
        "GET    | /api/v1/errors/1                       | monitoring-service   | OPERATOR",
        "POST   | /api/v1/alerts/1                       | monitoring-service   | OPERATOR",
      })
  void letsThroughWhomTheTableNames(String method, String path, String service, String who) {
    Set<String> allowed = who.equals("*") ? EVERYBODY : Set.of(who.split(" "));

    CALLERS.forEach(
        (caller, browser) -> {
          HttpResponse<String> answer =
              browser.send(method, path, null, "Accept", "application/json");
          if (allowed.contains(caller)) {
            assertThat(answer.body()).as("%s as %s", path, caller).isEqualTo(service);
          } else {
            assertThat(answer.statusCode())
                .as("%s as %s", path, caller)
                .isEqualTo(caller.equals("nobody") ? 401 : 403);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/cache/exam/1, 404",
    "PUT, /api/v1/cache/exam/1, 404",
    "POST, /api/v1/media, 404",
    "PUT, /api/v1/media-links/1, 404",
    "GET, /api/v1/pages/home/assets, 404",
    "GET, /actuator/health, 401",
    "GET, /actuator/prometheus, 401",
    "GET, /.well-known/jwks.json, 401",
    "GET, /v3/api-docs, 404",
    "GET, /whatever, 404",
    "POST, /, 405",
    "DELETE, /api/v1/sessions/1/answers/7/../../../exams/1, 400",
    "GET, /assets/%2e%2e/api/v1/media, 400",
    "GET, /assets/..%2fapi, 400",
    "GET, //teacher/dashboard, 400",
    "GET, /teacher;x=/dashboard, 400",
    "TRACE, /, 405",
  })
  void deniesTheRestToEverybody(String method, String path, int status) {
    BACKENDS.forEach(EchoBackend::forget);

    CALLERS.forEach(
        (caller, browser) ->
            assertThat(browser.send(method, path, null, "Accept", "*/*").statusCode())
                .as("%s as %s", path, caller)
                .isEqualTo(status));
    assertThat(BACKENDS).allSatisfy(backend -> assertThat(backend.seen()).isEmpty());
  }

  @Test
  void opensTheProbes() {
    assertThat(browser().get("/actuator/health/liveness").body()).contains("\"UP\"");
    assertThat(browser().get("/actuator/health/readiness").body())
        .contains("\"UP\"")
        .doesNotContain("components");
  }

  @ParameterizedTest
  @CsvSource({
    "/login/, /sign-in",
    "/api/placement/start/, /",
    "/api/placement/session/42/, /sessions/42",
    "/api/placement/sessions/42/result/, /sessions/42/result",
    "/placement/test/42/, /sessions/42/test",
    "/placement/anything/else, /",
    "/core/x, /teacher/dashboard",
    "/teacher/dashboard/, /teacher/dashboard",
  })
  void leadsOldAddressesToTodays(String old, String today) {
    HttpResponse<String> answer = browser().get(old);

    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("location")).hasValue(today);
  }
}
