package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ActivationOutcome;
import dev.examhall.examrender.exam.AdministerExam;
import dev.examhall.examrender.exam.EditExam;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamInput;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.ExamUse;
import dev.examhall.examrender.exam.NumberRanges;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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

/** The teachers' list of exams, and what is done to an exam there. */
@Controller
@RequestMapping("/teacher/exams")
class ExamListController {

  private static final String PAGE = "teacher_exams";
  private static final int LONGEST_SEARCH = 100;
  private static final int MOST_RANGES = 8;
  private static final Set<String> DONE =
      Set.of("renamed", "activated", "deactivated", "copied", "shared", "unshared", "deleted");

  private final TeacherPages pages;
  private final ExamDirectory directory;
  private final EditExam edit;
  private final AdministerExam administer;
  private final Languages languages;

  ExamListController(
      TeacherPages pages,
      ExamDirectory directory,
      EditExam edit,
      AdministerExam administer,
      Languages languages) {
    this.pages = pages;
    this.directory = directory;
    this.edit = edit;
    this.administer = administer;
    this.languages = languages;
  }

  /** What went wrong with one exam, as a person reads it. */
  private record Refusal(UUID exam, HttpStatus status, String problem, @Nullable String typed) {}

  @GetMapping
  @MeasureTime(PAGE)
  @MonitorQueries(PAGE)
  Mono<ResponseEntity<byte[]>> list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String done,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    String text = q.length() > LONGEST_SEARCH ? q.substring(0, LONGEST_SEARCH) : q.strip();
    return show(headers, caller, text, state, DONE.contains(done) ? done : "", null);
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpHeaders headers,
      Caller caller,
      String text,
      String state,
      String done,
      @Nullable Refusal refusal) {
    return directory
        .all(ExamScope.of(caller))
        .collectList()
        .flatMap(
            all -> {
              Map<String, Object> model = new HashMap<>();
              model.put(
                  "exams",
                  all.stream()
                      .filter(exam -> matches(exam, text, state) || isAbout(refusal, exam))
                      .map(exam -> row(exam, caller, refusal))
                      .toList());
              model.put("total", all.size());
              model.put("text", text);
              model.put("state", state);
              model.put("done", done);
              return pages.show(
                  PAGE,
                  refusal == null ? HttpStatus.OK : refusal.status(),
                  caller,
                  headers,
                  view -> model);
            });
  }

  private static boolean matches(ExamOverview exam, String text, String state) {
    return exam.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))
        && switch (state) {
          case "active" -> exam.activeVersion() != null;
          case "draft" -> exam.activeVersion() == null;
          case "unfinished" -> exam.booklet() == null || !exam.missingQuestions().isEmpty();
          default -> true;
        };
  }

  private static boolean isAbout(@Nullable Refusal refusal, ExamOverview exam) {
    return refusal != null && refusal.exam().equals(exam.id());
  }

  private static ExamRow row(ExamOverview exam, Caller caller, @Nullable Refusal refusal) {
    String person = caller instanceof Caller.Person one ? one.id() : "";
    boolean own = exam.makerId().equals(person);
    boolean refused = isAbout(refusal, exam);
    String typed = refused && refusal != null ? refusal.typed() : null;
    return new ExamRow(
        exam,
        own,
        own || ExamScope.of(caller).everything(),
        refused && refusal != null ? refusal.problem() : null,
        typed == null ? exam.name() : typed);
  }

  @PostMapping("/{id}/name")
  Mono<ResponseEntity<byte[]>> rename(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return field(exchange, "name")
        .flatMap(
            name ->
                name.isEmpty() || name.length() > ExamInput.LONGEST_NAME
                    ? refuse(
                        headers,
                        caller,
                        new Refusal(
                            id,
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            words(headers).of("exam.error.name"),
                            name))
                    : administer
                        .rename(id, name, Teacher.of(caller))
                        .switchIfEmpty(ExamPageController.notFound())
                        .map(done -> back("renamed")));
  }

  @PostMapping("/{id}/activation")
  Mono<ResponseEntity<byte[]>> activate(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return field(exchange, "from")
        .flatMap(
            from ->
                edit.activate(id, Teacher.of(caller))
                    .switchIfEmpty(ExamPageController.notFound())
                    .flatMap(
                        outcome ->
                            switch (outcome) {
                              case ActivationOutcome.Activated ignored ->
                                  Mono.just(backTo(from, id, "activated"));
                              case ActivationOutcome.Incomplete incomplete ->
                                  refuse(
                                      headers,
                                      caller,
                                      new Refusal(
                                          id,
                                          HttpStatus.CONFLICT,
                                          incomplete(incomplete, words(headers)),
                                          null));
                            }));
  }

  @PostMapping("/{id}/deactivation")
  Mono<ResponseEntity<byte[]>> deactivate(
      @PathVariable UUID id, ServerWebExchange exchange, @AuthenticationPrincipal Caller caller) {
    return field(exchange, "from")
        .flatMap(
            from ->
                edit.deactivate(id, Teacher.of(caller))
                    .switchIfEmpty(ExamPageController.notFound())
                    .map(version -> backTo(from, id, "deactivated")));
  }

  @PostMapping("/{id}/copies")
  Mono<ResponseEntity<byte[]>> copy(
      @PathVariable UUID id,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return directory
        .find(id, ExamScope.of(caller))
        .flatMap(
            exam ->
                administer.copy(
                    id,
                    shortened(words(headers).of("exam.copy.name", exam.name())),
                    Teacher.of(caller)))
        .switchIfEmpty(ExamPageController.notFound())
        .map(copy -> back("copied"));
  }

  @PostMapping("/{id}/sharing")
  Mono<ResponseEntity<byte[]>> share(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return field(exchange, "shared")
        .map("true"::equals)
        .flatMap(
            shared ->
                administer
                    .share(id, shared, Teacher.of(caller))
                    .switchIfEmpty(ExamPageController.notFound())
                    .flatMap(
                        outcome ->
                            done(outcome, id, shared ? "shared" : "unshared", headers, caller)));
  }

  /** Asks before an exam is deleted, and says what stands against it. */
  @GetMapping("/{id}/deletion")
  Mono<ResponseEntity<byte[]>> askToDelete(
      @PathVariable UUID id,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return directory
        .find(id, ExamScope.of(caller))
        .switchIfEmpty(ExamPageController.notFound())
        .zipWhen(exam -> administer.use(id))
        .flatMap(
            found ->
                pages.show(
                    "exam_deletion",
                    HttpStatus.OK,
                    caller,
                    headers,
                    view ->
                        Map.of("exam", row(found.getT1(), caller, null), "use", found.getT2())));
  }

  @PostMapping("/{id}/deletion")
  Mono<ResponseEntity<byte[]>> delete(
      @PathVariable UUID id,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return administer
        .delete(id, Teacher.of(caller))
        .switchIfEmpty(ExamPageController.notFound())
        .flatMap(outcome -> done(outcome, id, "deleted", headers, caller));
  }

  private Mono<ResponseEntity<byte[]>> done(
      AdministerExam.Outcome outcome, UUID id, String done, HttpHeaders headers, Caller caller) {
    return switch (outcome) {
      case AdministerExam.Outcome.Done ignored -> Mono.just(back(done));
      case AdministerExam.Outcome.NotTheMaker ignored ->
          refuse(
              headers,
              caller,
              new Refusal(
                  id, HttpStatus.FORBIDDEN, words(headers).of("exam.error.not-the-maker"), null));
      case AdministerExam.Outcome.InUse inUse ->
          refuse(
              headers,
              caller,
              new Refusal(id, HttpStatus.CONFLICT, inUse(inUse.use(), words(headers)), null));
    };
  }

  private static String incomplete(ActivationOutcome.Incomplete incomplete, Texts texts) {
    String booklet = incomplete.booklet() ? texts.of("exam.error.no-booklet") + " " : "";
    String key =
        incomplete.questions().isEmpty()
            ? ""
            : texts.of("exam.error.no-key", NumberRanges.text(incomplete.questions(), MOST_RANGES));
    return (booklet + key).strip();
  }

  /** What an exam is in use for, in words. */
  static String inUse(ExamUse use, Texts texts) {
    String sessions =
        use.openSessions() == 0
            ? ""
            : texts.of("exam.error.open-sessions", String.valueOf(use.openSessions())) + " ";
    String levels =
        use.levels().isEmpty()
            ? ""
            : texts.of("exam.error.mapped", String.join(", ", use.levels()));
    return (sessions + levels).strip();
  }

  private Mono<ResponseEntity<byte[]>> refuse(HttpHeaders headers, Caller caller, Refusal refusal) {
    return directory
        .find(refusal.exam(), ExamScope.of(caller))
        .switchIfEmpty(ExamPageController.notFound())
        .flatMap(exam -> show(headers, caller, "", "", "", refusal));
  }

  private Texts words(HttpHeaders headers) {
    return languages.of(headers);
  }

  private static Mono<String> field(ServerWebExchange exchange, String name) {
    return exchange
        .getFormData()
        .map((MultiValueMap<String, String> form) -> form.getOrDefault(name, List.of("")))
        .map(values -> values.getFirst().strip());
  }

  private static ResponseEntity<byte[]> back(String done) {
    return TeacherPages.seeOther("/teacher/exams?done=" + done);
  }

  private static ResponseEntity<byte[]> backTo(String from, UUID id, String done) {
    return from.equals("exam")
        ? TeacherPages.seeOther("/teacher/exams/" + id + "?done=" + done)
        : back(done);
  }

  private static String shortened(String name) {
    return name.length() <= ExamInput.LONGEST_NAME
        ? name
        : name.substring(0, ExamInput.LONGEST_NAME);
  }
}
