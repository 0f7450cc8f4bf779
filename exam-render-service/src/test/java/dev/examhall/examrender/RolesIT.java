package dev.examhall.examrender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite.Student;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Which role is let in where, and that a proctor learns nothing of keys, grades and results. */
@RunningService
class RolesIT {

  private static final String ALL = "TEACHER HEAD_TEACHER PROCTOR OPERATOR";
  private static final String TEACHERS = "TEACHER HEAD_TEACHER OPERATOR";

  @LocalServerPort private int port;
  private Suite suite;
  private UUID exam;
  private Student student;

  @BeforeEach
  void aGradedSession() {
    suite = new Suite(port);
    exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    student = suite.runningStudent("Watched student");
    student.save(3, 1, Student.text("colour")).expectStatus().isOk();
    student.submit().expectStatus().isOk();
  }

  @Test
  void letsEachRoleInWhereItBelongsAndNobodyElse() {
    Map<String, String> expected = new TreeMap<>();
    for (String page :
        List.of(
            "GET /teacher/live",
            "POST /teacher/live",
            "GET /teacher/sessions",
            "GET /teacher/sessions/{session}",
            "POST /teacher/sessions/{session}/time-changes",
            "GET /api/v1/sessions/live",
            "GET /api/v1/sessions/{session}/details",
            "POST /api/v1/sessions/{session}/time-changes",
            "POST /api/v1/exams/{exam}/time-changes")) {
      expected.put(page, ALL);
    }
    for (String page :
        List.of(
            "GET /teacher/dashboard",
            "GET /teacher/exams",
            "GET /teacher/exams/new",
            "GET /teacher/exams/{exam}",
            "POST /teacher/exams/{exam}/answer-key",
            "GET /teacher/placement",
            "POST /teacher/placement",
            "GET /teacher/placement/levels",
            "POST /teacher/placement/levels",
            "GET /teacher/grading",
            "GET /teacher/grading/exams/{exam}",
            "GET /teacher/results",
            "GET /teacher/results/exams/{exam}",
            "GET /teacher/results/exams/{exam}/statistics",
            "GET /teacher/results/sessions/{session}",
            "POST /teacher/sessions/{session}/grades/1",
            "POST /teacher/sessions/{session}/variants/{exam}",
            "GET /api/v1/exams",
            "GET /api/v1/exams/{exam}",
            "PUT /api/v1/exams/{exam}/answer-key",
            "GET /api/v1/grading/queue",
            "GET /api/v1/grading/exams/{exam}/regrade",
            "GET /api/v1/results/exams/{exam}/statistics",
            "PUT /api/v1/placement/levels")) {
      expected.put(page, TEACHERS);
    }

    Map<String, String> actual = new TreeMap<>();
    expected.keySet().forEach(page -> actual.put(page, letIn(page)));

    assertThat(actual).isEqualTo(expected);
  }

  private String letIn(String page) {
    StringBuilder roles = new StringBuilder();
    for (String role : ALL.split(" ", -1)) {
      if (status(suite.person(role), page) != 403) {
        roles.append(roles.isEmpty() ? "" : " ").append(role);
      }
    }
    assertThat(status(suite.visitor(), page)).as(page).isEqualTo(403);
    assertThat(status(suite.service(), page)).as(page).isEqualTo(403);
    assertThat(status(suite.stranger(), page)).as(page).isEqualTo(401);
    return roles.toString();
  }

  private int status(WebTestClient client, String page) {
    String[] parts = page.split(" ", -1);
    HttpMethod method = HttpMethod.valueOf(parts[0]);
    WebTestClient.RequestBodySpec request =
        client
            .method(method)
            .uri(
                parts[1]
                    .replace("{exam}", exam.toString())
                    .replace("{session}", student.sessionId().toString()))
            .accept(MediaType.ALL);
    if (!method.equals(HttpMethod.GET)) {
      boolean api = parts[1].startsWith("/api");
      request.contentType(api ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_FORM_URLENCODED);
      request.bodyValue(api ? "[" : "nothing=useful"); // refused for what it is, if not before
    }
    return request.exchange().returnResult(String.class).getStatus().value();
  }

  @Test
  void showsAProctorSessionsAndClocksAndNothingOfKeysGradesAndResults() {
    WebTestClient proctor = suite.person("PROCTOR");
    String list = Suite.page(proctor, "/teacher/sessions?q=Watched");
    assertThat(list)
        .contains("Watched student", "/teacher/sessions/" + student.sessionId(), "/teacher/live")
        .doesNotContain(
            "Score", "%</td>", "/teacher/results", "/teacher/grading", "/teacher/exams");
    String session = Suite.page(proctor, "/teacher/sessions/" + student.sessionId());
    assertThat(session)
        .contains("Watched student")
        .doesNotContain("colour", "Seoul", "/teacher/results", "/teacher/grading");
    assertThat(Suite.page(suite.teacher(), "/teacher/sessions?q=Watched")).contains("Score");

    // a teacher who also watches: all sessions, scores of the own ones alone
    WebTestClient both = suite.colleague("TEACHER", "PROCTOR");
    assertThat(Suite.page(both, "/teacher/sessions?q=Watched"))
        .contains("Watched student", "Score")
        .doesNotContain("&nbsp;%</td>");
    assertThat(Suite.page(suite.colleague("TEACHER"), "/teacher/sessions?q=Watched"))
        .doesNotContain("Watched student");
  }
}
