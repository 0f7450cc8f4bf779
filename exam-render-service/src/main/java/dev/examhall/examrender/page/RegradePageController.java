package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.results.RegradeExam;
import dev.examhall.examrender.results.RegradeExam.Regradable;
import dev.examhall.examrender.results.RegradeLook;
import dev.examhall.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
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

/** Grading a whole exam again: what it would change, how far it is, what was done before. */
@Controller
@RequestMapping("/teacher/grading/exams/{exam}")
class RegradePageController {

  private static final String PAGE = "teacher_regrade";
  private static final int LONGEST_REASON = 500;
  private static final String NO_REASON = "regrade.problem.reason";
  private static final String OUTDATED = "regrade.problem.outdated";

  private final TeacherPages pages;
  private final RegradeExam regradeExam;

  RegradePageController(TeacherPages pages, RegradeExam regradeExam) {
    this.pages = pages;
    this.regradeExam = regradeExam;
  }

  /** Whose key and which rule; null for the exam's own. */
  private record Choice(@Nullable Integer version, @Nullable SelectAllRule rule) {

    static Choice of(@Nullable String version, @Nullable String rule) {
      return new Choice(
          FormValues.number(version).orElse(null),
          Stream.of(SelectAllRule.values())
              .filter(each -> each.name().equals(rule))
              .findFirst()
              .orElse(null));
    }

    String address(UUID exam) {
      return "/teacher/grading/exams/%s?version=%s&rule=%s"
          .formatted(exam, version == null ? "" : version, rule == null ? "" : rule);
    }
  }

  /** A form that was not carried out. */
  private record Refused(String problem, String reason) {}

  @GetMapping
  Mono<ResponseEntity<byte[]>> show(
      @PathVariable UUID exam,
      @RequestParam(required = false) @Nullable String version,
      @RequestParam(required = false) @Nullable String rule,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return show(HttpStatus.OK, exam, Choice.of(version, rule), caller, headers, null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> regrade(
      @PathVariable UUID exam,
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return exchange.getFormData().flatMap(form -> regrade(exam, form, caller, headers));
  }

  private Mono<ResponseEntity<byte[]>> regrade(
      UUID exam, MultiValueMap<String, String> form, Caller caller, HttpHeaders headers) {
    Choice choice = Choice.of(form.getFirst("version"), form.getFirst("rule"));
    String reason = FormValues.text(form, "reason");
    return carriedOut(
            exam, choice, reason, FormValues.text(form, "fingerprint"), Teacher.of(caller))
        .flatMap(
            problem ->
                problem.isEmpty()
                    ? Mono.just(TeacherPages.seeOther(choice.address(exam)))
                    : show(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        exam,
                        choice,
                        caller,
                        headers,
                        new Refused(problem, reason)));
  }

  /** Key of the text that says why not; empty if it is done or goes on. */
  private Mono<String> carriedOut(
      UUID exam, Choice choice, String reason, String fingerprint, Teacher grader) {
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      return Mono.just(NO_REASON);
    }
    if (choice.version() == null || choice.rule() == null) {
      return Mono.just(OUTDATED);
    }
    return regradeExam
        .apply(exam, choice.version(), choice.rule(), reason, fingerprint, grader)
        .switchIfEmpty(Mono.error(RegradePageController::examNotFound))
        .map(
            outcome ->
                switch (outcome) {
                  case RegradeExam.Outcome.Done ignored -> "";
                  case RegradeExam.Outcome.Outdated ignored -> OUTDATED;
                  case RegradeExam.Outcome.NoSuchVersion ignored -> OUTDATED;
                  case RegradeExam.Outcome.Busy ignored -> "regrade.problem.busy";
                });
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpStatus status,
      UUID id,
      Choice choice,
      Caller caller,
      HttpHeaders headers,
      @Nullable Refused refused) {
    Teacher grader = Teacher.of(caller);
    return regradeExam
        .exam(id, grader)
        .switchIfEmpty(Mono.error(RegradePageController::examNotFound))
        .flatMap(
            exam ->
                look(exam, choice, grader)
                    .flatMap(
                        look ->
                            pages
                                .show(
                                    PAGE,
                                    status,
                                    caller,
                                    headers,
                                    view -> model(exam, choice, look, refused))
                                .map(
                                    page ->
                                        look.orElse(null) instanceof RegradeLook.Seen
                                            ? page
                                            : lookingAgain(page, choice.address(id)))));
  }

  /** Empty while the exam is being graded again: its papers change under a look. */
  private Mono<Optional<RegradeLook>> look(Regradable exam, Choice choice, Teacher grader) {
    return exam.underWay().isPresent()
        ? Mono.just(Optional.empty())
        : regradeExam.preview(exam.id(), choice.version(), choice.rule(), grader).map(Optional::of);
  }

  private static Map<String, @Nullable Object> model(
      Regradable exam, Choice choice, Optional<RegradeLook> look, @Nullable Refused refused) {
    Map<String, @Nullable Object> model = new HashMap<>();
    model.put("exam", exam);
    model.put("version", Objects.requireNonNullElse(choice.version(), exam.latestVersion()));
    model.put("rule", Objects.requireNonNullElse(choice.rule(), exam.rule()));
    model.put("underWay", exam.underWay().orElse(null));
    model.put(
        "preview", look.orElse(null) instanceof RegradeLook.Seen seen ? seen.preview() : null);
    model.put("looking", look.orElse(null) instanceof RegradeLook.Looking looking ? looking : null);
    model.put("rules", List.of(SelectAllRule.values()));
    model.put("problem", refused == null ? null : refused.problem());
    model.put("reason", refused == null ? "" : refused.reason());
    return model;
  }

  /** Without scripts, too, a page that shows how far something is has to be loaded again. */
  private static ResponseEntity<byte[]> lookingAgain(ResponseEntity<byte[]> page, String address) {
    return ResponseEntity.status(page.getStatusCode())
        .headers(page.getHeaders())
        .header("Refresh", "2; url=" + address)
        .body(page.getBody());
  }

  private static ProblemException examNotFound() {
    return new ProblemException(ProblemKind.EXAM_NOT_FOUND, "There is no such exam.");
  }
}
