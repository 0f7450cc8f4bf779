package dev.examhall.examrender.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@RunningService
class TemplateApiIT {

  private static final String CHAIN = "/api/v1/templates/{page}/chain";

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void suite() {
    suite = new Suite(port);
  }

  @Test
  void tellsATeacherWhatAPageIsMadeOf() {
    suite
        .teacher()
        .get()
        .uri(CHAIN, "student_result")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.chain[0]")
        .isEqualTo("page/student_result")
        .jsonPath("$.chain[2]")
        .isEqualTo("layout/base")
        .jsonPath("$.hash")
        .value(String.class, hash -> assertThat(hash).hasSize(64));
  }

  @Test
  void saysWhichPagesThereAre() {
    suite
        .teacher()
        .get()
        .uri(CHAIN, "nowhere")
        .exchange()
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.detail")
        .value(String.class, detail -> assertThat(detail).contains("student_test"));
  }

  @Test
  void isNotForVisitors() {
    suite.visitor().get().uri(CHAIN, "home").exchange().expectStatus().isForbidden();
  }
}
