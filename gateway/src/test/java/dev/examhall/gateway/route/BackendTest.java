package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.gateway.GatewayProperties.Backends;
import java.net.URI;
import org.junit.jupiter.api.Test;

class BackendTest {

  private static final URI EXAMS = URI.create("http://exams:8081");
  private static final URI OTHER = URI.create("http://other:1");

  @Test
  void whoIsSignedInSharesStudentsInstancesUnlessThereAreOthers() {
    Backends one = new Backends(EXAMS, "", OTHER, OTHER, OTHER);
    Backends two = new Backends(EXAMS, "http://teachers:8081", OTHER, OTHER, OTHER);

    assertThat(Backend.EXAM_RENDER_TEACHER.shared(one)).isEqualTo(Backend.EXAM_RENDER);
    assertThat(Backend.EXAM_RENDER_TEACHER.uri(one)).isEqualTo(EXAMS);
    assertThat(Backend.EXAM_RENDER_TEACHER.shared(two)).isEqualTo(Backend.EXAM_RENDER_TEACHER);
    assertThat(Backend.EXAM_RENDER_TEACHER.uri(two)).hasHost("teachers");
    assertThat(Backend.EXAM_RENDER.uri(two)).isEqualTo(EXAMS);
  }

  @Test
  void whatStudentsAskNeverGoesToTeachersInstances() {
    assertThat(RouteTable.ROUTES)
        .filteredOn(route -> route.backend().serviceId().equals("exam-render-service"))
        .hasSizeGreaterThan(8)
        .allSatisfy(
            route ->
                assertThat(route.backend())
                    .as(route.id())
                    .isEqualTo(
                        route.access() instanceof Access.Everyone
                            ? Backend.EXAM_RENDER
                            : Backend.EXAM_RENDER_TEACHER));
  }
}
