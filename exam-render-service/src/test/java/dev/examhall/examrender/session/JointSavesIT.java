package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityLog;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** Saves that come at a moment, ahead of the framework and in one commit. */
class JointSavesIT extends AtTheService {

  private static final String B = "[{\"choices\":[\"B\"]}]";

  @Autowired private RunningService.FilteredRequests filtered;
  @Autowired private DatabaseClient database;
  @Autowired private ConnectionFactory connections;
  @Autowired private AnswerRepository answers;
  @Autowired private JointAnswerRepository together;
  @Autowired private ObjectMapper json;
  @Autowired private SessionProperties properties;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String token = Suite.visitorToken();

  @BeforeEach
  void placed() {
    anExamForEverybody();
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void answersAheadOfTheFrameworkAsBehindIt() {
    Student student = known("Ahead");
    HttpResponse<String> behind = save(student, "1?any=query", 1, B);
    int before = filtered.count();

    HttpResponse<String> ahead = save(student, "1", 2, B);

    assertThat(filtered.count()).isEqualTo(before);
    assertThat(ahead.statusCode()).isEqualTo(200);
    assertThat(headers(ahead)).isEqualTo(headers(behind));
    assertThat(ahead.body())
        .matches("\\{\"number\":1,\"revision\":2,\"savedAt\":\"20[0-9T:.-]+Z\",\"late\":false}");
    assertThat(withoutTime(ahead).replace("\"revision\":2", "\"revision\":1"))
        .isEqualTo(withoutTime(behind));
    assertThat(stored(student)).isEqualTo(Map.of(1, 2));
  }

  @Test
  void aSaveThatIsRepeatedIsOneActivityHoweverItCame() {
    Student student = known("Repeats");
    List<OutgoingEvent> told = new CopyOnWriteArrayList<>();
    ActivityLog log = new ActivityLog(new ActivityEvents("exam-render-service", clock), told::add);
    SaveAnswer saves = new SaveAnswer(answers, together, json, log, properties, clock);
    StudentToken cookie = new StudentToken(student.token());
    List<AnswerPart> parts = List.of(AnswerPart.choices("B"));

    saves.saveJointly(student.sessionId(), cookie, 1, 1, null, parts).block();
    clock.advance(Duration.ofSeconds(2));
    saves.save(student.sessionId(), cookie, 1, 1, null, parts).block();
    saves.save(student.sessionId(), cookie, 2, 1, null, parts).block();

    assertThat(told).hasSize(3);
    assertThat(told.get(1)).isEqualTo(told.get(0));
    assertThat(told.get(2).id()).isNotEqualTo(told.get(0).id());
  }

  @Test
  void refusesAheadOfTheFrameworkAsBehindIt() {
    Student student = known("Refused");
    Student waiting = suite.matchedStudent("Not Yet");
    Student done = known("Done");
    save(student, "1", 5, B);
    done.submit().expectStatus().isOk();
    Student elsewhere = student.at(UUID.randomUUID());
    record Refusal(int status, Student student, String number, int revision, String parts) {}

    for (Refusal one :
        List.of(
            new Refusal(409, student, "1", 4, "[{\"choices\":[\"C\"]}]"),
            new Refusal(409, student, "1", 5, "[{\"choices\":[\"C\"]}]"),
            new Refusal(400, student, "1", 6, "[{\"choices\":[\"b\"]}]"),
            new Refusal(400, student, "1", 6, "nonsense"),
            new Refusal(400, student, "99", 1, B),
            new Refusal(413, student, "1", 6, "[{\"text\":\"" + "x".repeat(70_000) + "\"}]"),
            new Refusal(409, waiting, "1", 1, B),
            new Refusal(409, done, "1", 1, B),
            new Refusal(404, elsewhere, "1", 1, B))) {
      HttpResponse<String> behind =
          save(one.student(), one.number() + "?any=query", one.revision(), one.parts());
      HttpResponse<String> ahead = save(one.student(), one.number(), one.revision(), one.parts());
      assertThat(ahead.statusCode()).as(one.toString()).isEqualTo(one.status());
      assertThat(ahead.body()).isEqualTo(behind.body());
      assertThat(headers(ahead)).isEqualTo(headers(behind));
    }
    assertThat(stored(student)).isEqualTo(Map.of(1, 5));
    clock.advance(Duration.ofMinutes(30).plusSeconds(50));
    assertThat(save(student, "2", 1, B).body()).contains("\"late\":true");
    clock.advance(Duration.ofMinutes(2));
    assertThat(save(student, "3", 1, B).body()).contains("/problems/session-over");
    assertThat(stored(student)).isEqualTo(Map.of(1, 5, 2, 1));
  }

  @Test
  void takesFromTheWriterAheadOfTheFrameworkAndRefusesOthersAsBehindIt() {
    Student student = known("Two Tabs");
    Student other = known("Old Page");
    String first = claim(student, 0);
    int before = filtered.count();

    CompletableFuture<HttpResponse<String>> withoutNumber = sending(other, "1", 1, B);
    assertThat(save(student, "1", 1, B, first).statusCode()).isEqualTo(200);
    assertThat(withoutNumber.join().statusCode()).isEqualTo(200);

    assertThat(filtered.count()).isEqualTo(before);
    String second = claim(student, 1);
    HttpResponse<String> ahead = save(student, "1", 7, "[{\"choices\":[\"C\"]}]", first);
    HttpResponse<String> behind = save(student, "1?any=query", 7, "[{\"choices\":[\"C\"]}]", first);
    assertThat(ahead.statusCode()).isEqualTo(409);
    assertThat(ahead.body())
        .contains("/problems/not-the-writer", "\"writer\":2", "\"revision\":1")
        .isEqualTo(behind.body());
    assertThat(save(student, "2", 1, B, first).body()).doesNotContain("current");
    assertThat(save(student, "1", 1, B, first).statusCode())
        .as("what is saved already")
        .isEqualTo(200);
    assertThat(save(student, "1", 2, B, second).statusCode()).isEqualTo(200);
    assertThat(save(student, "2", 1, B).statusCode()).as("an older page").isEqualTo(200);
    assertThat(stored(student)).isEqualTo(Map.of(1, 2, 2, 1));
    assertThat(
            database
                .sql(
                    "select reason, number, revision from answer_variant where session_id = :id"
                        + " order by number")
                .bind("id", student.sessionId())
                .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                .all()
                .collectList()
                .block())
        .containsExactly("ELSEWHERE 1 7", "ELSEWHERE 2 1");
  }

  @Test
  void takesTheSameAnswerFromManyTabsAndAnswersOfManyStudentsAtOnce() {
    List<Student> students = IntStream.range(0, 6).mapToObj(i -> known("Many " + i)).toList();

    List<CompletableFuture<HttpResponse<String>>> saves = new ArrayList<>();
    for (int revision = 1; revision <= 12; revision++) {
      for (Student student : students) {
        saves.add(sending(student, "1", revision, B));
        saves.add(sending(student, "2", revision, B));
      }
    }

    List<Integer> statuses =
        saves.stream().map(CompletableFuture::join).map(HttpResponse::statusCode).toList();
    assertThat(statuses).isSubsetOf(200, 409).contains(200);
    for (Student student : students) {
      assertThat(stored(student)).isEqualTo(Map.of(1, 12, 2, 12));
    }
  }

  @Test
  void aSaveThatFailsAtTheCommitFailsAlone() {
    List<Student> students = IntStream.range(0, 24).mapToObj(i -> known("Group " + i)).toList();
    Student unlucky = students.get(11);
    run(
        """
        create function planted_failure() returns trigger language plpgsql as $$
        begin
          raise exception 'planted';
        end
        $$
        """);
    run(
        """
        create constraint trigger planted_failure after insert or update on answer
        deferrable initially deferred for each row
        when (new.session_id = '%s') execute function planted_failure()
        """
            .formatted(unlucky.sessionId()));
    try {
      List<CompletableFuture<HttpResponse<String>>> saves =
          students.stream().map(student -> sending(student, "1", 1, B)).toList();

      for (int i = 0; i < saves.size(); i++) {
        assertThat(saves.get(i).join().statusCode())
            .isEqualTo(students.get(i) == unlucky ? 503 : 200);
      }
    } finally {
      run("drop trigger planted_failure on answer");
      run("drop function planted_failure");
    }

    for (Student student : students) {
      assertThat(stored(student)).isEqualTo(student == unlucky ? Map.of() : Map.of(1, 1));
    }
    assertThat(save(unlucky, "1", 1, B).statusCode()).isEqualTo(200);
  }

  @Test
  void nobodyWaitsForASessionThatSomebodyElseHolds() {
    Student held = known("Held");
    List<Student> others = IntStream.range(0, 3).mapToObj(i -> known("Free " + i)).toList();
    Connection holder = Objects.requireNonNull(Mono.from(connections.create()).block());
    CompletableFuture<HttpResponse<String>> waiting;
    try {
      Mono.from(holder.beginTransaction()).block();
      Flux.from(
              holder
                  .createStatement("select id from session where id = $1 for update")
                  .bind("$1", held.sessionId())
                  .execute())
          .flatMap(result -> result.map(row -> row))
          .blockLast();
      waiting = sending(held, "1", 1, B);

      for (Student other : others) {
        assertThat(save(other, "1", 1, B).statusCode()).isEqualTo(200);
      }
      assertThat(waiting).isNotDone();
      assertThat(stored(held)).isEmpty();
    } finally {
      Mono.from(holder.rollbackTransaction()).then(Mono.from(holder.close())).block();
    }
    assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
    assertThat(stored(held)).isEqualTo(Map.of(1, 1));
  }

  @Test
  void goesOnAfterTheDatabaseEndedItsConnections() {
    Student student = known("Again");
    assertThat(save(student, "1", 1, B).statusCode()).isEqualTo(200);

    Long ended =
        database
            .sql(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where query like 'with sent as%'
                """)
            .map(row -> row.get(0, Long.class))
            .one()
            .block();

    assertThat(ended).isPositive();
    assertThat(save(student, "1", 2, B).statusCode()).isEqualTo(200);
    assertThat(stored(student)).isEqualTo(Map.of(1, 2));
  }

  /** A student at work, whose token the security chain has seen. */
  private Student known(String name) {
    Student student = suite.runningStudent(name);
    assertThat(send(request(student, "").GET().build()).statusCode()).isEqualTo(200);
    return student;
  }

  /** Opens the test in another page; the member that its saves carry from then on. */
  private String claim(Student student, int known) {
    HttpResponse<String> claimed =
        send(
            request(student, "/writer")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"page\":\"%s\",\"device\":\"%s\",\"known\":%d}"
                            .formatted(UUID.randomUUID(), UUID.randomUUID(), known)))
                .build());
    assertThat(claimed.statusCode()).isEqualTo(200);
    assertThat(claimed.body()).isEqualTo("{\"writer\":%d}".formatted(known + 1));
    return ",\"writer\":" + (known + 1);
  }

  private HttpResponse<String> save(
      Student student, String number, int revision, String parts, String writer) {
    return sending(student, number, revision, parts, writer).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private HttpResponse<String> save(Student student, String number, int revision, String parts) {
    return sending(student, number, revision, parts).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<HttpResponse<String>> sending(
      Student student, String number, int revision, String parts) {
    return sending(student, number, revision, parts, "");
  }

  private CompletableFuture<HttpResponse<String>> sending(
      Student student, String number, int revision, String parts, String writer) {
    return http.sendAsync(
        request(student, "/answers/" + number)
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"revision\":%d,\"parts\":%s%s}".formatted(revision, parts, writer)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
  }

  private HttpRequest.Builder request(Student student, String path) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d/api/v1/sessions/%s%s"
                    .formatted(port, student.sessionId(), path)))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", "Bearer " + token)
        .header("Cookie", "examhall_student=" + student.token());
  }

  private Map<Integer, Integer> stored(Student student) {
    return Objects.requireNonNull(
        database
            .sql("select number, revision from answer where session_id = :id")
            .bind("id", student.sessionId())
            .map(
                row ->
                    Map.entry(
                        Objects.requireNonNull(row.get(0, Integer.class)),
                        Objects.requireNonNull(row.get(1, Integer.class))))
            .all()
            .collectMap(Map.Entry::getKey, Map.Entry::getValue)
            .block());
  }

  private void run(String sql) {
    database.sql(sql).then().block();
  }

  private static Map<String, List<String>> headers(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("content-length"); // fractions of seconds
    return headers;
  }

  private static String withoutTime(HttpResponse<String> answer) {
    return answer.body().replaceFirst("\"savedAt\":\"[^\"]+\"", "");
  }
}
