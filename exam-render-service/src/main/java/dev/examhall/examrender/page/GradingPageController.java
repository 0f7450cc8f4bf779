package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.results.GradePaper;
import dev.examhall.examrender.results.GradingQueue;
import dev.examhall.examrender.results.RegradeExam;
import dev.examhall.examrender.results.RegradePreview;
import dev.examhall.examrender.results.Regraded;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.identity.Caller;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Long answers, one after the other; and grading a whole exam again. */
@Controller
@RequestMapping("/teacher/grading")
class GradingPageController {

  private static final String PAGE = "teacher_grading";
  private static final String REGRADE = "teacher_regrade";

  private final TeacherPages pages;
  private final GradingQueue queue;
  private final GradePaper gradePaper;
  private final RegradeExam regradeExam;

  GradingPageController(
      TeacherPages pages, GradingQueue queue, GradePaper gradePaper, RegradeExam regradeExam) {
    this.pages = pages;
    this.queue = queue;
    this.gradePaper = gradePaper;
    this.regradeExam = regradeExam;
  }

  /** Points as somebody typed them, with a point or a comma; null for what is no number. */
  static @Nullable BigDecimal points(@Nullable String typed) {
    String text = Objects.requireNonNullElse(typed, "").strip().replace(',', '.');
    return text.matches("\\d{1,5}(\\.\\d{1,4})?") ? new BigDecimal(text) : null;
  }

  /** Key of a text that says why a grade was not taken; empty if it was. */
  static String problem(GradePaper.Outcome outcome) {
    return switch (outcome) {
      case GradePaper.Outcome.Done ignored -> "";
      case GradePaper.Outcome.OutOfBounds ignored -> "grading.problem.points";
      case GradePaper.Outcome.NothingToGrade ignored -> "grading.problem.nothing";
      case GradePaper.Outcome.TooLong ignored -> "grading.problem.comment";
    };
  }

  /** Where somebody is in the queue, and what was typed. */
  private record Place(
      String exam,
      int question,
      @Nullable UUID after,
      boolean blind,
      String points,
      String comment) {

    Place next(@Nullable UUID skipped) {
      return new Place(exam, question, skipped, blind, "", "");
    }

    String query() {
      return "?exam="
          + exam
          + (question > 0 ? "&question=" + question : "")
          + (after == null ? "" : "&after=" + after)
          + (blind ? "&blind=true" : "");
    }
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> grading(
      @RequestParam(defaultValue = "") String exam,
      @RequestParam(defaultValue = "0") int question,
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "false") boolean blind,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return show(
        HttpStatus.OK, new Place(exam, question, after, blind, "", ""), caller, headers, null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> give(
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return exchange.getFormData().flatMap(data -> give(data, caller, headers));
  }

  private Mono<ResponseEntity<byte[]>> give(
      MultiValueMap<String, String> data, Caller caller, HttpHeaders headers) {
    String typed = Objects.requireNonNullElse(data.getFirst("points"), "");
    String comment = Objects.requireNonNullElse(data.getFirst("comment"), "").strip();
    UUID session =
        SessionAddress.sessionId(Objects.requireNonNullElse(data.getFirst("session"), ""));
    int number = number(data.getFirst("number"));
    UUID after = uuid(data.getFirst("after"));
    Place place =
        new Place(
            Objects.requireNonNullElse(data.getFirst("exam"), ""),
            number(data.getFirst("question")),
            after,
            Boolean.parseBoolean(data.getFirst("blind")),
            typed,
            comment);
    BigDecimal points = points(typed);
    Mono<String> problem =
        points == null
            ? Mono.just("grading.problem.points")
            : gradePaper
                .give(session, number, points, comment, Teacher.of(caller))
                .switchIfEmpty(
                    Mono.error(
                        () ->
                            new ProblemException(
                                ProblemKind.SESSION_NOT_FOUND, "There is no such session.")))
                .map(GradingPageController::problem);
    return problem.flatMap(
        wrong ->
            wrong.isEmpty()
                ? Mono.just(TeacherPages.seeOther("/teacher/grading" + place.next(after).query()))
                : show(HttpStatus.UNPROCESSABLE_CONTENT, place, caller, headers, wrong));
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpStatus status,
      Place place,
      Caller caller,
      HttpHeaders headers,
      @Nullable String problem) {
    ExamScope scope = ExamScope.of(caller);
    UUID exam = uuid(place.exam());
    Mono<Optional<GradingQueue.Item>> item =
        queue
            .next(exam, place.question() == 0 ? null : place.question(), place.after(), scope)
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty());
    return Mono.zip(queue.waiting(scope).collectList(), item)
        .flatMap(
            found ->
                pages.show(
                    PAGE,
                    status,
                    caller,
                    headers,
                    view -> {
                      Map<String, @Nullable Object> model = new HashMap<>();
                      model.put("waiting", found.getT1());
                      model.put("item", found.getT2().orElse(null));
                      model.put("exam", place.exam());
                      model.put("question", place.question());
                      model.put("after", place.after() == null ? "" : place.after().toString());
                      model.put("blind", place.blind());
                      model.put("points", place.points());
                      model.put("comment", place.comment());
                      model.put("problem", problem);
                      return model;
                    }));
  }

  @GetMapping("/exams/{exam}")
  Mono<ResponseEntity<byte[]>> regrading(
      @PathVariable UUID exam,
      @RequestParam(required = false) @Nullable Integer version,
      @RequestParam(required = false) @Nullable SelectAllRule rule,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return showRegrade(HttpStatus.OK, exam, version, rule, caller, headers, null);
  }

  @PostMapping(path = "/exams/{exam}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> regrade(
      @PathVariable UUID exam,
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return exchange
        .getFormData()
        .flatMap(
            data -> {
              int version = number(data.getFirst("version"));
              SelectAllRule rule =
                  Arrays.stream(SelectAllRule.values())
                      .filter(each -> each.name().equals(data.getFirst("rule")))
                      .findFirst()
                      .orElse(SelectAllRule.EXACT);
              String reason = Objects.requireNonNullElse(data.getFirst("reason"), "").strip();
              String fingerprint = Objects.requireNonNullElse(data.getFirst("fingerprint"), "");
              Mono<String> problem =
                  reason.isEmpty() || reason.length() > 500
                      ? Mono.just("regrade.problem.reason")
                      : regradeExam
                          .apply(exam, version, rule, reason, fingerprint, Teacher.of(caller))
                          .switchIfEmpty(Mono.error(GradingPageController::examNotFound))
                          .map(
                              outcome ->
                                  switch (outcome) {
                                    case RegradeExam.Outcome.Done ignored -> "";
                                    case RegradeExam.Outcome.Outdated ignored ->
                                        "regrade.problem.outdated";
                                    case RegradeExam.Outcome.Busy ignored -> "regrade.problem.busy";
                                    case RegradeExam.Outcome.NoSuchVersion ignored ->
                                        "regrade.problem.outdated";
                                  });
              return problem.flatMap(
                  wrong ->
                      wrong.isEmpty()
                          ? Mono.just(
                              TeacherPages.seeOther(
                                  "/teacher/grading/exams/"
                                      + exam
                                      + "?version="
                                      + version
                                      + "&rule="
                                      + rule))
                          : showRegrade(
                              HttpStatus.UNPROCESSABLE_CONTENT,
                              exam,
                              version,
                              rule,
                              caller,
                              headers,
                              wrong));
            });
  }

  private Mono<ResponseEntity<byte[]>> showRegrade(
      HttpStatus status,
      UUID exam,
      @Nullable Integer version,
      @Nullable SelectAllRule rule,
      Caller caller,
      HttpHeaders headers,
      @Nullable String problem) {
    Teacher grader = Teacher.of(caller);
    return Mono.zip(regradeExam.latestVersion(exam, grader), regradeExam.history(exam, grader))
        .switchIfEmpty(Mono.error(GradingPageController::examNotFound))
        .flatMap(
            found -> {
              Regraded underWay =
                  found.getT2().stream()
                      .filter(each -> !each.isFinished())
                      .findFirst()
                      .orElse(null);
              Mono<RegradePreview> look =
                  underWay == null
                      ? regradeExam.preview(exam, version, rule, grader)
                      : regradeExam.unseen(exam, grader);
              return look.flatMap(
                      preview ->
                          pages.show(
                              REGRADE,
                              status,
                              caller,
                              headers,
                              view -> {
                                Map<String, @Nullable Object> model = new HashMap<>();
                                model.put("preview", preview);
                                model.put("underWay", underWay);
                                model.put("latest", found.getT1());
                                model.put("history", found.getT2());
                                model.put("rules", List.of(SelectAllRule.values()));
                                model.put("problem", problem);
                                return model;
                              }))
                  .map(answer -> underWay == null ? answer : lookingAgain(answer));
            });
  }

  /** Without scripts, too, a page that shows how far something is has to be loaded again. */
  private static ResponseEntity<byte[]> lookingAgain(ResponseEntity<byte[]> answer) {
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .header("Refresh", "2")
        .body(answer.getBody());
  }

  private static int number(@Nullable String text) {
    try {
      return Integer.parseInt(Objects.requireNonNullElse(text, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static @Nullable UUID uuid(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ProblemException examNotFound() {
    return new ProblemException(ProblemKind.EXAM_NOT_FOUND, "There is no such exam.");
  }
}
