package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite.Student;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How often a track is heard, and what is marked. */
class PlaysIT extends AtTheService {

  private String limited;
  private String unlimited;

  @BeforeEach
  void anExamWithTwoTracks() {
    UUID exam = suite.activeExam(30);
    unlimited = track(exam, "?firstQuestion=3&lastQuestion=3");
    limited = track(exam, "?firstQuestion=4&lastQuestion=5&playLimit=2");
    suite
        .teacher()
        .post()
        .uri("/api/v1/exams/{id}/activation", exam)
        .exchange()
        .expectStatus()
        .isOk();
    suite.placeEverybodyIn(exam);
  }

  private String track(UUID exam, String query) {
    Map<?, ?> track =
        suite
            .teacher()
            .post()
            .uri("/api/v1/exams/" + exam + "/tracks" + query)
            .header("Content-Type", "audio/mpeg")
            .bodyValue(new byte[2000])
            .exchange()
            .expectStatus()
            .isCreated()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    return String.valueOf(Objects.requireNonNull(track).get("id"));
  }

  @Test
  void grantsAsManyPlaysAsTheTrackHasAndNoMore() {
    Student student = suite.runningStudent("Listener");
    String first = UUID.randomUUID().toString();
    play(student, first, limited)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.used")
        .isEqualTo(1)
        .jsonPath("$.limit")
        .isEqualTo(2);
    // the answer got lost and the page asks again
    play(student, first, limited)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.used")
        .isEqualTo(1);
    move(student, first, 12.5, false).expectStatus().isNoContent();
    student
        .state()
        .expectBody()
        .jsonPath("$.plays['%s'].current.positionSeconds".formatted(limited))
        .isEqualTo(12.5)
        .jsonPath("$.plays['%s'].limit".formatted(limited))
        .isEqualTo(2);
    move(student, first, 30, true).expectStatus().isNoContent();
    play(student, UUID.randomUUID().toString(), limited).expectStatus().isOk();
    play(student, UUID.randomUUID().toString(), limited)
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/no-plays-left")
        .jsonPath("$.used")
        .isEqualTo(2);
    for (int i = 0; i < 5; i++) {
      play(student, UUID.randomUUID().toString(), unlimited).expectStatus().isOk();
    }
  }

  @Test
  void twentyTabsAtOnceShareThePlays() {
    Student student = suite.runningStudent("Many tabs");
    List<Integer> answers =
        Flux.range(0, 20)
            .flatMap(
                i ->
                    Mono.fromCallable(
                            () ->
                                play(student, UUID.randomUUID().toString(), limited)
                                    .expectBody()
                                    .returnResult()
                                    .getStatus()
                                    .value())
                        .subscribeOn(Schedulers.boundedElastic()),
                20)
            .collectList()
            .block();
    assertThat(answers).filteredOn(status -> status == 200).hasSize(2);
    assertThat(answers).filteredOn(status -> status == 409).hasSize(18);
  }

  @Test
  void countsWhatWasHeardWithoutAConnectionAlsoAfterTheEnd() {
    Student student = suite.runningStudent("Offline");
    for (int i = 0; i < 3; i++) {
      play(student, UUID.randomUUID().toString(), limited, true).expectStatus().isOk();
    }
    student.submit().expectStatus().isOk();
    play(student, UUID.randomUUID().toString(), limited, true)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.used")
        .isEqualTo(4);
    play(student, UUID.randomUUID().toString(), limited).expectStatus().isEqualTo(409);
  }

  @Test
  void refusesWhatIsNotTheStudents() {
    Student student = suite.runningStudent("Own");
    Student other = suite.runningStudent("Other");
    String play = UUID.randomUUID().toString();
    play(student, play, limited).expectStatus().isOk();
    play(other, play, limited).expectStatus().isNotFound();
    move(other, play, 1, true).expectStatus().isNotFound();
    play(student, UUID.randomUUID().toString(), UUID.randomUUID().toString())
        .expectStatus()
        .isNotFound();
    play(student.at(other.sessionId()), UUID.randomUUID().toString(), limited)
        .expectStatus()
        .isNotFound();
    move(student, play, -1, false).expectStatus().isBadRequest();
    move(student, play, 1e9, false).expectStatus().isBadRequest();
    play(student, "no uuid", limited).expectStatus().isBadRequest();
    Student early = suite.matchedStudent("Early");
    play(early, UUID.randomUUID().toString(), limited).expectStatus().isEqualTo(409);
  }

  @Test
  void remembersWhatWasSeenAndFlagged() {
    Student student = suite.runningStudent("Marks");
    mark(student, Map.of("question", 2, "page", 1, "seen", List.of(2, 1), "flagged", List.of(2)));
    mark(student, Map.of("question", 3, "page", 1, "seen", List.of(3, 2)));
    student
        .state()
        .expectBody()
        .jsonPath("$.seen")
        .isEqualTo(List.of(1, 2, 3))
        .jsonPath("$.flagged")
        .isEqualTo(List.of(2));
    mark(student, Map.of("question", 3, "page", 1, "flagged", List.of()));
    student.state().expectBody().jsonPath("$.flagged").isEqualTo(List.of());
    position(student, Map.of("question", 3, "page", 1, "seen", List.of(0)))
        .expectStatus()
        .isBadRequest();
    position(student, Map.of("question", 3, "page", 1, "flagged", List.of(201)))
        .expectStatus()
        .isBadRequest();
  }

  private static void mark(Student student, Map<String, Object> body) {
    position(student, body).expectStatus().isNoContent();
  }

  private static WebTestClient.ResponseSpec position(Student student, Map<String, Object> body) {
    return student
        .browser()
        .put()
        .uri("/api/v1/sessions/{id}/position", student.sessionId())
        .bodyValue(body)
        .exchange();
  }

  private static WebTestClient.ResponseSpec play(Student student, String play, String track) {
    return play(student, play, track, false);
  }

  private static WebTestClient.ResponseSpec play(
      Student student, String play, String track, boolean offline) {
    return student
        .browser()
        .mutate()
        .responseTimeout(Duration.ofSeconds(30))
        .build()
        .post()
        .uri("/api/v1/sessions/{id}/plays", student.sessionId())
        .bodyValue(Map.of("id", play, "track", track, "offline", offline))
        .exchange();
  }

  private static WebTestClient.ResponseSpec move(
      Student student, String play, double seconds, boolean ended) {
    return student
        .browser()
        .put()
        .uri("/api/v1/sessions/{id}/plays/{play}", student.sessionId(), play)
        .bodyValue(Map.of("positionSeconds", seconds, "ended", ended))
        .exchange();
  }
}
