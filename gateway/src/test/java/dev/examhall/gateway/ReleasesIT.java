package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Half of all people are sent to the next release of exam-render-service. */
@DirtiesContext
@TestPropertySource(properties = "examhall.gateway.next-releases.exam-render-service.percent=50")
class ReleasesIT extends GatewayFixture {

  private static final EchoBackend NEXT = EchoBackend.start("next-release");

  @DynamicPropertySource
  static void next(DynamicPropertyRegistry registry) {
    registry.add("examhall.gateway.next-releases.exam-render-service.uri", NEXT::url);
  }

  @Test
  void sendsAPartOfAllStudentsThereAndKeepsThemThere() {
    int there = 0;
    for (int number = 0; number < 60; number++) {
      Browser student = browser();
      student.cookies().put("examhall_student", "student-" + number);
      String first = student.get("/").body();

      assertThat(student.get("/start").body()).isEqualTo(first);
      assertThat(student.get("/", "X-Examhall-Release", "next").body())
          .as("a student does not choose")
          .isEqualTo(first);
      there += first.equals("next-release") ? 1 : 0;
    }

    assertThat(there).isBetween(10, 50);
  }

  @Test
  void letsOperatorsChoose() {
    Browser operator = signedIn("TEACHER", "OPERATOR");

    assertThat(operator.get("/teacher/dashboard", "X-Examhall-Release", "next").body())
        .isEqualTo("next-release");
    assertThat(operator.get("/teacher/dashboard", "X-Examhall-Release", "current").body())
        .isEqualTo("exam-render-service");
    assertThat(NEXT.last().header("x-examhall-release")).isEmpty();
  }

  @Test
  void leavesOtherServicesAlone() {
    assertThat(browser().get("/status").body()).isEqualTo("monitoring-service");
  }
}
