package dev.examhall.examrender.page;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.exam.ExamCatalog;
import dev.examhall.examrender.media.MediaCookies;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.session.AdvanceSession;
import dev.examhall.examrender.session.ChangeLevel;
import dev.examhall.examrender.session.Feedback;
import dev.examhall.examrender.session.ReviewAnswers;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.examrender.session.SessionBoard;
import dev.examhall.examrender.session.SessionReader;
import dev.examhall.examrender.session.SessionView;
import dev.examhall.examrender.session.ShowResumeCode;
import dev.examhall.examrender.session.StudentToken;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.ActivityScope;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The student's pages before and after the exam itself. Each sends on to where the session stands.
 */
@Controller
@RequestMapping("/sessions/{id}")
class SessionPagesController {

  private final PageRenderer pages;
  private final SessionReader sessions;
  private final SessionBoard board;
  private final AdvanceSession advance;
  private final ExamCatalog exams;
  private final ReviewAnswers review;
  private final ChangeLevel changeLevel;
  private final ShowResumeCode resumeCode;
  private final MediaCookies mediaCookies;
  private final PageTimes times;
  private final ActivityLog activities;

  SessionPagesController(
      PageRenderer pages,
      SessionReader sessions,
      SessionBoard board,
      AdvanceSession advance,
      ExamCatalog exams,
      ReviewAnswers review,
      ChangeLevel changeLevel,
      ShowResumeCode resumeCode,
      MediaCookies mediaCookies,
      PageTimes times,
      ActivityLog activities) {
    this.pages = pages;
    this.sessions = sessions;
    this.board = board;
    this.advance = advance;
    this.exams = exams;
    this.review = review;
    this.changeLevel = changeLevel;
    this.resumeCode = resumeCode;
    this.mediaCookies = mediaCookies;
    this.times = times;
    this.activities = activities;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> whereItStands(@PathVariable String id, StudentToken token) {
    return session(id, token).map(SessionPagesController::sendOn);
  }

  @GetMapping("/notice")
  Mono<ResponseEntity<byte[]>> notice(
      @PathVariable String id, StudentToken token, @RequestHeader HttpHeaders headers) {
    return session(id, token)
        .flatMap(
            view ->
                step(view) == Step.NOTICE ? noticePage(view, headers) : Mono.just(sendOn(view)));
  }

  @PostMapping("/start")
  Mono<ResponseEntity<byte[]>> start(@PathVariable String id, StudentToken token) {
    UUID sessionId = SessionAddress.sessionId(id);
    return advance
        .start(sessionId, token)
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case DONE, NOT_STARTED -> redirect(sessionId, Step.TEST);
                  case OVER -> redirect(sessionId, Step.RESULT);
                });
  }

  @GetMapping("/result")
  @MeasureTime("student_result")
  @MonitorQueries("student_result")
  Mono<ResponseEntity<byte[]>> result(
      @PathVariable String id, StudentToken token, @RequestHeader HttpHeaders headers) {
    UUID sessionId = SessionAddress.sessionId(id);
    return board
        .result(sessionId, token)
        .flatMap(
            result ->
                review
                    .of(result)
                    .flatMap(
                        answers ->
                            pages.render(
                                "student_result",
                                HttpStatus.OK,
                                headers,
                                Map.of("result", new ResultView(result, answers, times)))))
        .switchIfEmpty(Mono.defer(() -> session(id, token).map(SessionPagesController::sendOn)));
  }

  /** How difficult the exam was; leads to an exam of another level where there is one to go to. */
  @PostMapping("/feedback")
  Mono<ResponseEntity<byte[]>> feedback(
      @PathVariable String id, StudentToken token, ServerWebExchange exchange) {
    UUID sessionId = SessionAddress.sessionId(id);
    return exchange
        .getFormData()
        .map(form -> feedback(form.getFirst("difficulty")))
        .flatMap(feedback -> changeLevel.feedback(sessionId, token, feedback))
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case ChangeLevel.Outcome.Moved moved -> goOn(moved, exchange);
                  case ChangeLevel.Outcome.AtTheEnd ignored -> redirect(sessionId, Step.RESULT);
                  case ChangeLevel.Outcome.NotAllowed ignored -> redirect(sessionId, Step.RESULT);
                });
  }

  private static Feedback feedback(@Nullable String name) {
    for (Feedback feedback : Feedback.values()) {
      if (feedback.name().equals(name)) {
        return feedback;
      }
    }
    throw new ProblemException(
        ProblemKind.MALFORMED_REQUEST,
        "'difficulty' must be one of TOO_DIFFICULT, JUST_RIGHT, TOO_EASY and SKIPPED.");
  }

  private ResponseEntity<byte[]> goOn(ChangeLevel.Outcome.Moved moved, ServerWebExchange exchange) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/sessions/" + moved.sessionId()))
        .header(
            HttpHeaders.SET_COOKIE,
            mediaCookies
                .opening(List.of(moved.examId()), BrowserConnection.isSecure(exchange))
                .toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Mono<ResponseEntity<byte[]>> noticePage(SessionView view, HttpHeaders headers) {
    activities.userAction(
        new Actor("student", view.id().toString(), view.studentName()),
        "page-viewed",
        new ObjectRef("page", "student_notice"),
        ActivityScope.session(view.examId(), view.id()),
        Map.of());
    return exams
        .find(view.examId(), view.examVersion())
        .switchIfEmpty(
            Mono.error(() -> new IllegalStateException("Session without exam: " + view.id())))
        .flatMap(
            exam ->
                resumeCode
                    .of(view.id())
                    .flatMap(
                        code ->
                            pages.render(
                                "student_notice",
                                HttpStatus.OK,
                                headers,
                                Map.of("session", view, "exam", exam, "resumeCode", code))));
  }

  private Mono<SessionView> session(String id, StudentToken token) {
    return sessions
        .read(SessionAddress.sessionId(id), token)
        .switchIfEmpty(Mono.error(SessionAddress::notFound));
  }

  private enum Step {
    NOTICE,
    TEST,
    RESULT,
    /** On another session, of another level. */
    NEXT
  }

  private static Step step(SessionView view) {
    return switch (view.state()) {
      case MATCHED -> Step.NOTICE;
      case STARTED, RUNNING -> Step.TEST;
      case SUBMITTED, FINALISED -> Step.RESULT;
      case MOVED -> Step.NEXT;
    };
  }

  private static ResponseEntity<byte[]> sendOn(SessionView view) {
    UUID next = view.movedTo();
    return next == null ? redirect(view.id(), step(view)) : redirect(next, Step.NEXT);
  }

  private static ResponseEntity<byte[]> redirect(UUID sessionId, Step step) {
    String page =
        switch (step) {
          case NOTICE -> "/notice";
          case TEST -> "/test";
          case RESULT -> "/result";
          case NEXT -> "";
        };
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/sessions/" + sessionId + page))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
