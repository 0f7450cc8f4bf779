package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
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
  @CsvFileSource(resources = "/roles-and-routes.csv", delimiter = '|', numLinesToSkip = 1)
  void letsThroughWhomTheTableNames(String method, String path, String service, String who) {
    Set<String> allowed = who.equals("*") ? EVERYBODY : Set.of(who.split(" "));

    CALLERS.forEach(
        (caller, browser) -> {
          HttpResponse<String> answer =
              browser.send(method, path, null, "Accept", "application/json");
          if (allowed.contains(caller)) {
            assertThat(answer.statusCode()).as("%s as %s", path, caller).isEqualTo(200);
            assertThat(answer.body())
                .as("%s as %s", path, caller)
                .isEqualTo(method.equals("HEAD") ? "" : service);
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
