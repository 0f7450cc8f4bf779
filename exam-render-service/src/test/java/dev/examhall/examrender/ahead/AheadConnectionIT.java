package dev.examhall.examrender.ahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.examhall.examrender.MovableClock;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.http.RawHttp.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What two ways of answering do to a connection: the exam page behind the codec, everything else
 * through the framework.
 */
@RunningService
class AheadConnectionIT {

  private static UUID exam;

  @LocalServerPort private int port;
  @Autowired private MovableClock clock;
  @Autowired private RunningService.FilteredRequests filtered;

  private final String token = Suite.visitorToken();
  private RawHttp http;
  private Student student;

  @BeforeEach
  void aPageThatIsHeld() throws IOException {
    Suite suite = new Suite(port);
    clock.reset();
    if (exam == null) {
      exam = suite.activeExam(30);
    }
    suite.placeEverybodyIn(exam);
    student = suite.runningStudent("Connected");
    http = new RawHttp(port);
    write(behind());
    read();
  }

  @AfterEach
  void disconnect() throws IOException {
    http.close();
  }

  @Test
  void answersInTheOrderOfTheRequestsWhicheverWayEachGoes() throws IOException {
    int before = filtered.count();
    write(ahead("1") + stranger() + ahead("2") + behind() + ahead("3"));

    assertThat(page(read())).contains("Connected");
    assertThat(read().status()).isEqualTo(404);
    assertThat(page(read())).contains("Connected");
    assertThat(page(read())).contains("Connected");
    assertThat(page(read())).contains("Connected");
    // what follows one that was handed on, before that is answered, is handed on too
    assertThat(filtered.count() - before).isBetween(2, 4);
  }

  @Test
  void answersManyRequestsThatAClientSendsBeforeItReads() throws IOException {
    int before = filtered.count();
    int many = 100; // the codec takes 128 at most

    write(ahead("1").repeat(many));

    for (int i = 0; i < many; i++) {
      assertThat(read().status()).isEqualTo(200);
    }
    assertThat(filtered.count()).isEqualTo(before);
  }

  @Test
  void answersAheadAgainAfterTheFrameworkDid() throws IOException {
    write(behind());
    assertThat(read().status()).isEqualTo(200);
    write(stranger());
    assertThat(read().status()).isEqualTo(404);
    int before = filtered.count();

    write(ahead("1"));

    assertThat(read().status()).isEqualTo(200);
    assertThat(filtered.count()).isEqualTo(before);
  }

  @Test
  void takesARequestThatComesInPieces() throws IOException {
    String request = ahead("1");
    for (int cut : new int[] {1, 10, request.length() - 3, request.length() - 1}) {
      write(request.substring(0, cut));
      assertThat(http.answered()).isFalse();
      write(request.substring(cut));
      assertThat(read().status()).isEqualTo(200);
    }
  }

  @Test
  void readsABodyThatNobodyAskedForAndGoesOn() throws IOException {
    write(request("", "Content-Length: 5\r\n") + "hello" + ahead("1"));

    assertThat(read().status()).isEqualTo(200);
    assertThat(read().status()).isEqualTo(200);
  }

  @Test
  void takesASaveWhoseBodyComesInPieces() throws IOException {
    String body = "{\"revision\":%d,\"parts\":[{\"choices\":[\"B\"]}]}";
    int revision = 1;
    for (int cut : new int[] {0, 1, 20}) {
      int before = filtered.count();
      String save = body.formatted(revision++);
      write(saving(save.length()));
      write(save.substring(0, cut));
      assertThat(http.answered()).isFalse();
      write(save.substring(cut) + ahead("1"));

      assertThat(read().status()).isEqualTo(200);
      assertThat(page(read())).contains("Connected");
      assertThat(filtered.count()).isEqualTo(before);
    }
  }

  @Test
  void leavesABodyThatTakesLongToTheServer() throws Exception {
    int before = filtered.count();
    String save = "{\"revision\":1,\"parts\":[{\"choices\":[\"B\"]}]}";
    write(saving(save.length()) + save.substring(0, 5));
    await().untilAsserted(() -> assertThat(filtered.count()).isEqualTo(before + 1));
    write(save.substring(5) + ahead("1"));

    assertThat(read().status()).isEqualTo(200);
    assertThat(page(read())).contains("Connected");
  }

  @Test
  void closesTheConnectionOfAClientThatWantsIt() throws IOException {
    write(request("", "Connection: close\r\n"));

    assertThat(read().headers()).containsEntry("connection", "close");
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }

  @Test
  void outlivesAClientThatLeavesBeforeItsAnswer() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(ahead("1"));
      http.close();
    }

    write(ahead("1"));

    assertThat(read().status()).isEqualTo(200);
  }

  private void write(String requests) throws IOException {
    http.write(requests.getBytes(StandardCharsets.US_ASCII));
  }

  private Answer read() throws IOException {
    return http.read();
  }

  private String ahead(String reference) {
    return request("", "X-Reference: " + reference + "\r\n");
  }

  /** An address with a query is the framework's. */
  private String behind() {
    return request("?any=query", "");
  }

  private String stranger() {
    return ahead("4").replace(student.sessionId().toString(), UUID.randomUUID().toString());
  }

  private String saving(int length) {
    return "PUT /api/v1/sessions/%s/answers/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            .formatted(student.sessionId())
        + "Authorization: Bearer %s\r\nCookie: examhall_student=%s\r\nContent-Length: %d\r\n\r\n"
            .formatted(token, student.token(), length);
  }

  private String request(String query, String headers) {
    return "GET /sessions/%s/test%s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
            .formatted(student.sessionId(), query)
        + "Authorization: Bearer %s\r\nCookie: examhall_student=%s\r\n%s\r\n"
            .formatted(token, student.token(), headers);
  }

  private static String page(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
