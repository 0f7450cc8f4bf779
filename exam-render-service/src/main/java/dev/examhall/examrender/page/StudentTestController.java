package dev.examhall.examrender.page;

import dev.examhall.cacheclient.CacheFences.Fence;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.ExamCatalog;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.SheetReader;
import dev.examhall.examrender.session.StudentToken;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import reactor.core.publisher.Mono;

/** The page on which an exam is taken. */
@Controller
class StudentTestController {

  private final SheetReader sessions;
  private final ExamCatalog exams;
  private final StudentTestPage page;
  private final PageViews views;

  StudentTestController(
      SheetReader sessions, ExamCatalog exams, StudentTestPage page, PageViews views) {
    this.sessions = sessions;
    this.exams = exams;
    this.page = page;
    this.views = views;
  }

  @GetMapping("/sessions/{id}/test")
  @MeasureTime("student_test")
  @MonitorQueries("student_test")
  Mono<ResponseEntity<byte[]>> show(
      @PathVariable String id, StudentToken token, @RequestHeader HttpHeaders headers) {
    return sessions
        .read(SessionAddress.sessionId(id), token)
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .flatMap(session -> takesPlace(session) ? test(session, headers) : sendOn(session));
  }

  static boolean takesPlace(SessionSheet session) {
    return session.state() == SessionState.STARTED || session.state() == SessionState.RUNNING;
  }

  private Mono<ResponseEntity<byte[]>> test(SessionSheet session, HttpHeaders headers) {
    Fence fence = page.reading(session.examId());
    return exams
        .find(session.examId(), session.examVersion())
        .switchIfEmpty(
            Mono.error(() -> new IllegalStateException("Session without exam: " + session.id())))
        .flatMap(exam -> page(exam, session, headers, fence));
  }

  private Mono<ResponseEntity<byte[]>> page(
      Exam exam, SessionSheet session, HttpHeaders headers, Fence fence) {
    views.opened(session);
    return page.show(exam, session, headers, fence);
  }

  private static Mono<ResponseEntity<byte[]>> sendOn(SessionSheet session) {
    return Mono.just(
        ResponseEntity.status(HttpStatus.SEE_OTHER)
            .location(URI.create("/sessions/" + session.id()))
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .build());
  }
}
