package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.results.GradePaper;
import dev.examhall.examrender.results.SessionDetail;
import dev.examhall.examrender.results.SessionDetails;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.examrender.session.ShowResumeCode;
import dev.examhall.examrender.session.SupervisorForm;
import dev.examhall.examrender.session.SupervisorForm.Done;
import dev.examhall.examrender.text.ScriptWords;
import dev.examhall.identity.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** One session in every detail, and what can be done about it. */
@Controller
@RequestMapping("/teacher/sessions/{id}")
class SessionPageController {

  private static final String PAGE = "teacher_session";

  private final TeacherPages pages;
  private final SessionDetails details;
  private final SupervisorForm form;
  private final GradePaper gradePaper;
  private final GradeForm grade;
  private final ShowResumeCode resumeCode;
  private final ObjectMapper json;

  SessionPageController(
      TeacherPages pages,
      SessionDetails details,
      SupervisorForm form,
      GradePaper gradePaper,
      GradeForm grade,
      ShowResumeCode resumeCode,
      ObjectMapper json) {
    this.pages = pages;
    this.details = details;
    this.form = form;
    this.gradePaper = gradePaper;
    this.grade = grade;
    this.resumeCode = resumeCode;
    this.json = json;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> session(
      @PathVariable String id,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return show(HttpStatus.OK, SessionAddress.sessionId(id), caller, headers, null, null);
  }

  @PostMapping(path = "/time-changes", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> changeTime(
      @PathVariable String id,
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    UUID sessionId = SessionAddress.sessionId(id);
    return exchange
        .getFormData()
        .map(
            data -> {
              LinkedMultiValueMap<String, String> one = new LinkedMultiValueMap<>(data);
              one.set("sessions", sessionId.toString());
              return one;
            })
        .flatMap(data -> form.apply(data, caller))
        .flatMap(done -> show(done.status(), sessionId, caller, headers, done, null));
  }

  /** Another code by which the student can go on elsewhere; the one before opens nothing. */
  @PostMapping("/resume-code")
  Mono<ResponseEntity<byte[]>> makeResumeCode(
      @PathVariable String id, @AuthenticationPrincipal Caller caller) {
    UUID sessionId = SessionAddress.sessionId(id);
    return details
        .seenBy(caller, sessionId)
        .switchIfEmpty(Mono.error(SessionPageController::notFound))
        .flatMap(
            session -> resumeCode.renew(sessionId, session.head().examId(), Teacher.of(caller)))
        .thenReturn(back(sessionId, "#times"));
  }

  @PostMapping("/variants/{variant}")
  Mono<ResponseEntity<byte[]>> use(
      @PathVariable String id, @PathVariable UUID variant, @AuthenticationPrincipal Caller caller) {
    UUID sessionId = SessionAddress.sessionId(id);
    return gradePaper
        .use(sessionId, variant, Teacher.of(caller))
        .switchIfEmpty(Mono.error(SessionPageController::notFound))
        .map(done -> back(sessionId, "#answers"));
  }

  @PostMapping(path = "/grades/{number}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> give(
      @PathVariable String id,
      @PathVariable int number,
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    UUID sessionId = SessionAddress.sessionId(id);
    return exchange
        .getFormData()
        .flatMap(
            data ->
                grade
                    .give(sessionId, number, data, Teacher.of(caller))
                    .flatMap(
                        problem ->
                            problem.isEmpty()
                                ? Mono.just(back(sessionId, "#q" + number))
                                : show(
                                    HttpStatus.UNPROCESSABLE_CONTENT,
                                    sessionId,
                                    caller,
                                    headers,
                                    null,
                                    GradeForm.Refused.of(number, problem, data))));
  }

  private static ResponseEntity<byte[]> back(UUID sessionId, String to) {
    return TeacherPages.seeOther("/teacher/sessions/" + sessionId + to);
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpStatus status,
      UUID sessionId,
      Caller caller,
      HttpHeaders headers,
      @Nullable Done done,
      GradeForm.@Nullable Refused refused) {
    return details
        .seenBy(caller, sessionId)
        .switchIfEmpty(Mono.error(SessionPageController::notFound))
        .flatMap(
            session ->
                codeOf(session)
                    .flatMap(
                        code ->
                            pages.show(
                                PAGE,
                                status,
                                caller,
                                headers,
                                view -> {
                                  Map<String, @Nullable Object> model = new HashMap<>();
                                  model.put("session", session);
                                  model.put("resumeCode", code.orElse(null));
                                  model.put("done", done);
                                  model.put("refused", refused);
                                  model.put("config", config(view, session));
                                  return model;
                                })));
  }

  /** What has ended nobody needs to go on with elsewhere. */
  private Mono<Optional<String>> codeOf(SessionDetail session) {
    return session.head().state().isOver()
        ? Mono.just(Optional.empty())
        : resumeCode.of(session.head().id()).map(Optional::of);
  }

  private String config(PageView view, SessionDetail session) {
    return ScriptJson.escape(
        json.writeValueAsString(
            Map.of(
                "session", session.head().id(),
                "words", ScriptWords.of("session-script", view.texts()))));
  }

  private static ProblemException notFound() {
    return new ProblemException(
        ProblemKind.SESSION_NOT_FOUND, "Check the address: there is no such session.");
  }
}
