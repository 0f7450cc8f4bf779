package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The teachers' exam pages as a browser without scripts uses them. */
@RunningService
class ExamPagesIT {

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void suite() {
    suite = new Suite(port);
  }

  @Test
  void makesAnExamOfAPlainFormWithItsFiles() {
    MultipartBodyBuilder form = form("Made of a form", 4);
    form.part("booklet", file(40_000, "booklet.pdf"));
    form.part("track0.file", file(3000, "Part 1.mp3"));
    form.part("track0.first", "1");
    form.part("track0.last", "2");
    form.part("track1.file", file(0, ""));

    String address = sentTo(form);

    assertThat(page(address))
        .contains("Made of a form")
        .contains("0 of 4 questions have a key")
        .contains("name=\"answer\"");
    assertThat(page(address.replaceFirst("[?].*", "?part=files")))
        .contains("12 pages")
        .contains("value=\"Part 1\"");
  }

  @Test
  void saysAtTheFieldWhatIsWrongAndKeepsWhatWasTyped() {
    MultipartBodyBuilder form = form("Kept name", 4);
    form.part("booklet", file(5, "booklet.pdf"));
    form.part("levelChange", "true");

    String page = text(post("/teacher/exams", form).expectStatus().isEqualTo(422));

    assertThat(page)
        .contains("This is not a PDF")
        .contains("value=\"Kept name\"")
        .containsPattern("name=\"levelChange\" value=\"true\" checked");
    assertThat(page("/teacher/exams?q=Kept+name")).doesNotContain("<article");
    MultipartBodyBuilder overlapping = form("Overlapping", 4);
    for (int i = 0; i < 2; i++) {
      overlapping.part("track" + i + ".file", file(3000, "t" + i + ".mp3"));
      overlapping.part("track" + i + ".first", "2");
      overlapping.part("track" + i + ".last", "3");
    }
    assertThat(text(post("/teacher/exams", overlapping).expectStatus().isEqualTo(422)))
        .contains("belong to another track already");
  }

  @Test
  void putsANameTogether() {
    MultipartBodyBuilder form = new MultipartBodyBuilder();
    Map.of(
            "nameKind", "preset",
            "presetText", "Grade 6 spring",
            "presetDate", "2026-03-09",
            "presetVersion", "2",
            "questionCount", "4",
            "timerMinutes", "30")
        .forEach(form::part);

    assertThat(page(sentTo(form))).contains("[PT]_Grade_6_spring_260309_v2");
  }

  @Test
  void renamesCopiesAndSharesInTheList() {
    UUID exam = suite.newExam("To be shared", 10, 3);
    assertThat(listed(suite.colleague("TEACHER"))).doesNotContain(exam.toString());

    submit(exam + "/name", Map.of("name", "Renamed")).expectStatus().isSeeOther();
    submit(exam + "/sharing", Map.of("shared", "true")).expectStatus().isSeeOther();
    submit(exam + "/copies", Map.of()).expectStatus().isSeeOther();

    assertThat(listed(suite.teacher())).contains("Renamed (copy)");
    assertThat(listed(suite.colleague("TEACHER"))).contains(exam.toString(), "Test Person");
    // a colleague may use what is shared, and not give it away or delete it
    assertThat(
            text(
                submit(suite.colleague("TEACHER"), exam + "/deletion", Map.of())
                    .expectStatus()
                    .isForbidden()))
        .contains("Only whoever made the exam");
    assertThat(text(submit(exam + "/name", Map.of("name", " ")).expectStatus().isEqualTo(422)))
        .contains("Give the exam a name");
    submit(exam + "/sharing", Map.of("shared", "false")).expectStatus().isSeeOther();
    submit(suite.colleague("TEACHER"), exam + "/name", Map.of("name", "Taken"))
        .expectStatus()
        .isNotFound();
  }

  @Test
  void deletesNothingThatIsInUseAndSaysByWhat() {
    UUID exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    Suite.Student student = suite.matchedStudent("In use");

    assertThat(page("/teacher/exams/" + exam + "/deletion"))
        .contains("Sessions that are not over: 1", "Core 1")
        .doesNotContain("Delete for good");
    assertThat(text(submit(exam + "/deletion", Map.of()).expectStatus().isEqualTo(409)))
        .contains("Core 1");
    suite
        .teacher()
        .delete()
        .uri("/api/v1/exams/{id}", exam)
        .exchange()
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.openSessions")
        .isEqualTo(1)
        .jsonPath("$.levels[0]")
        .isEqualTo("Core 1");

    student.start().expectStatus().isSeeOther();
    student.contentReady().expectStatus().isOk();
    student.submit().expectStatus().isOk();
    suite
        .teacher()
        .put()
        .uri("/api/v1/placement/exam-mappings")
        .bodyValue(List.of())
        .exchange()
        .expectStatus()
        .isOk();
    submit(exam + "/deletion", Map.of()).expectStatus().isSeeOther();

    assertThat(listed(suite.teacher())).doesNotContain(exam.toString());
    suite.teacher().get().uri("/api/v1/exams/{id}", exam).exchange().expectStatus().isNotFound();
    student.page("result").expectStatus().isOk();
  }

  @Test
  void savesTheGridAndSaysBesideTheRowWhatIsWrong() {
    UUID exam = suite.newExam("Grid", 10, 3);

    grid(exam, "B", "A, C", "color | colour").expectStatus().isSeeOther();
    String wrong = text(grid(exam, "B", "F", "kept").expectStatus().isEqualTo(422));

    assertThat(wrong).contains("is not one of the 5 options").contains("value=\"kept\"");
    assertThat(page("/teacher/exams/" + exam))
        .contains("3 of 3 questions have a key")
        .contains("value=\"color | colour\"");
  }

  @Test
  void takesAKeyFromAFileThatKoreanWindowsWrote() {
    UUID exam = suite.newExam("Korean file", 10, 3);
    MultipartBodyBuilder form = new MultipartBodyBuilder();
    byte[] csv = "번호,유형,정답\n1,객관식,③\n2,단답형,서울\n".getBytes(Charset.forName("MS949"));
    form.part("file", named(csv, "key.csv"));

    post("/teacher/exams/" + exam + "/answer-key/table", form).expectStatus().isSeeOther();

    assertThat(page("/teacher/exams/" + exam)).contains("value=\"서울\"", "value=\"C\"");
    MultipartBodyBuilder nothing = new MultipartBodyBuilder();
    nothing.part("text", "");
    assertThat(
            text(
                post("/teacher/exams/" + exam + "/answer-key/table", nothing)
                    .expectStatus()
                    .isEqualTo(422)))
        .contains("There is no answer in it");
    assertThat(page("/teacher/exams/" + exam)).contains("2 of 3 questions have a key");
  }

  @Test
  void changesAnActiveExamAsANewVersion() {
    UUID exam = suite.activeExam(30);

    submit(exam + "/settings", settings("Test exam", 6, 5, 30)).expectStatus().isSeeOther();

    assertThat(page("/teacher/exams/" + exam + "?part=settings"))
        .contains("Students get version 1", "Version 2");
    assertThat(
            text(
                submit(exam + "/settings", settings("Test exam", 3, 5, 30))
                    .expectStatus()
                    .isEqualTo(422)))
        .contains("Question 4 has a key");
    assertThat(
            text(
                submit(exam + "/activation", Map.of("from", "exam")).expectStatus().isEqualTo(409)))
        .contains("These questions have no key: 6");
  }

  @Test
  void triesAPlacementBeforeItIsSaved() {
    UUID exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    Map<String, String> form =
        Map.of(
            "cell.12.TOP_10", "CORE-1",
            "slot.2.CORE-1", exam.toString(),
            "grade", "12",
            "rank", "TOP_10");

    String tried = text(place(form, "try").expectStatus().isOk());

    assertThat(tried).contains("Level: Core 1. Exam: Test exam.").contains("Without a level: 71");
    assertThat(page("/teacher/placement")).contains("Without a level: 6");
    place(form, "save").expectStatus().isSeeOther();
    assertThat(page("/teacher/placement")).contains("Without a level: 71");
    Map<String, String> stale = Map.of("slot.1.CORE-1", UUID.randomUUID().toString());
    assertThat(text(place(stale, "save").expectStatus().isEqualTo(409)))
        .contains("Nothing was saved");
  }

  @Test
  void editsTheLevelsOfTheCurriculumAndSaysWhatIsWrongAtTheField() {
    suite.placeEverybodyIn(suite.activeExam(30));
    Map<String, String> typed =
        Map.of(
            "was.0",
            "CORE-1",
            "program.0",
            "CORE",
            "subProgram.0",
            "Sprout",
            "rank.0",
            "10",
            "name.0",
            "<b>Renamed</b>",
            "was.1",
            "",
            "program.1",
            "핵심",
            "name.1",
            "New level",
            "rank.1",
            "25",
            "subProgram.1",
            "");

    assertThat(text(levels(typed).expectStatus().isEqualTo(422)))
        .contains("Give 1 to 100 characters.", "&lt;b>Renamed&lt;/b>", "New level");
    assertThat(page("/teacher/placement/levels")).doesNotContain("Renamed");
    Map<String, String> right = new HashMap<>(typed);
    right.put("subProgram.1", "가지");
    levels(right).expectStatus().isSeeOther();
    assertThat(page("/teacher/placement/levels"))
        .contains("&lt;b>Renamed&lt;/b>", "가지", "66 kinds of students, 1 exam");
    assertThat(page("/teacher/placement")).contains("New level");
    right.put("remove.0", "on");
    assertThat(text(levels(right).expectStatus().isEqualTo(422)))
        .contains("It stays: it is used by 66 kinds of students and 1 exam.");
  }

  private WebTestClient.ResponseSpec levels(Map<String, String> fields) {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    fields.forEach(form::add);
    return suite
        .teacher()
        .post()
        .uri("/teacher/placement/levels")
        .accept(MediaType.TEXT_HTML)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue(form)
        .exchange();
  }

  private WebTestClient.ResponseSpec place(Map<String, String> fields, String action) {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    fields.forEach(form::add);
    form.add("action", action);
    return suite
        .teacher()
        .post()
        .uri("/teacher/placement")
        .accept(MediaType.TEXT_HTML)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue(form)
        .exchange();
  }

  private static Map<String, String> settings(
      String name, int questions, int options, int minutes) {
    return Map.of(
        "name", name,
        "questionCount", String.valueOf(questions),
        "options", String.valueOf(options),
        "timerMinutes", String.valueOf(minutes),
        "passPercent", "60");
  }

  private WebTestClient.ResponseSpec grid(UUID exam, String... answers) {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    for (int i = 0; i < answers.length; i++) {
      form.add("number", String.valueOf(i + 1));
      form.add("type", i == 1 ? "SELECT_ALL" : i == 2 ? "SHORT" : "ONE_CHOICE");
      form.add("answer", answers[i]);
      form.add("points", "1");
      form.add("options", i == 2 ? "" : "5");
      form.add("label", "");
    }
    return suite
        .teacher()
        .post()
        .uri("/teacher/exams/{id}/answer-key", exam)
        .accept(MediaType.TEXT_HTML)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue(form)
        .exchange();
  }

  private static MultipartBodyBuilder form(String name, int questions) {
    MultipartBodyBuilder form = new MultipartBodyBuilder();
    form.part("nameKind", "own");
    settings(name, questions, 5, 30).forEach(form::part);
    return form;
  }

  private static ByteArrayResource file(int bytes, String name) {
    return named(new byte[bytes], name);
  }

  private static ByteArrayResource named(byte[] content, String name) {
    return new ByteArrayResource(content) {
      @Override
      public String getFilename() {
        return name;
      }
    };
  }

  private String sentTo(MultipartBodyBuilder form) {
    EntityExchangeResult<byte[]> answer =
        post("/teacher/exams", form).expectStatus().isSeeOther().expectBody().returnResult();
    return Objects.requireNonNull(
        answer.getResponseHeaders().getFirst(HttpHeaders.LOCATION), "location");
  }

  private WebTestClient.ResponseSpec post(String path, MultipartBodyBuilder form) {
    return suite
        .teacher()
        .post()
        .uri(path)
        .accept(MediaType.TEXT_HTML)
        .contentType(MediaType.MULTIPART_FORM_DATA)
        .bodyValue(form.build())
        .exchange();
  }

  private WebTestClient.ResponseSpec submit(String path, Map<String, String> fields) {
    return submit(suite.teacher(), path, fields);
  }

  private static WebTestClient.ResponseSpec submit(
      WebTestClient person, String path, Map<String, String> fields) {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    fields.forEach(form::add);
    return person
        .post()
        .uri("/teacher/exams/" + path)
        .accept(MediaType.TEXT_HTML)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue(form)
        .exchange();
  }

  private static String listed(WebTestClient person) {
    return Suite.page(person, "/teacher/exams");
  }

  private String page(String path) {
    return Suite.page(suite.teacher(), path);
  }

  private static String text(WebTestClient.ResponseSpec answer) {
    return new String(
        Objects.requireNonNull(answer.expectBody().returnResult().getResponseBody()),
        StandardCharsets.UTF_8);
  }
}
