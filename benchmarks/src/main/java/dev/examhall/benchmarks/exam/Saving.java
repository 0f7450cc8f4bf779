package dev.examhall.benchmarks.exam;

import dev.examhall.benchmarks.Load;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A student who saves over and over on a connection that stays open, doing as little as possible
 * for each save, so that the service is what is measured.
 */
final class Saving implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final byte[] buffer = new byte[64 * 1024];
  private final Student student;
  private final String query;
  private final String token;
  private final Socket socket;

  /**
   * Connects.
   *
   * @param query after the address, such as {@code ?x=1}; or empty
   */
  Saving(ExamUnderTest exam, Student student, String query) throws IOException {
    this.student = student;
    this.query = query;
    this.token = exam.visitorHeader();
    socket = new Socket("127.0.0.1", exam.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Saves one answer and waits until it is acknowledged. */
  void once(int question, int revision) throws IOException {
    String body = Student.answer(revision);
    String request =
        "PUT /api/v1/sessions/%s/answers/%d%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(
                student.session(),
                question,
                query,
                token,
                student.cookie(),
                body.length(), // ASCII
                body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    Load.readAnswer(socket.getInputStream(), buffer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
