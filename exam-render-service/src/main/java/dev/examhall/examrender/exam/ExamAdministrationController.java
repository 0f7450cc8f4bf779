package dev.examhall.examrender.exam;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Exams that there are: settings, names, copies, sharing, the end; for teachers. */
@RestController
@RequestMapping("/api/v1/exams/{id}")
class ExamAdministrationController {

  private final AdministerExam administer;
  private final EditExam edit;
  private final SaveKeyTable keyTable;
  private final ExamDirectory directory;
  private final Languages languages;

  ExamAdministrationController(
      AdministerExam administer,
      EditExam edit,
      SaveKeyTable keyTable,
      ExamDirectory directory,
      Languages languages) {
    this.administer = administer;
    this.edit = edit;
    this.keyTable = keyTable;
    this.directory = directory;
    this.languages = languages;
  }

  /** The body of a change of the name alone. */
  record NameInput(@Nullable String name) {}

  /** The body of a change of who may use it. */
  record SharingInput(@Nullable Boolean shared) {}

  record AccessCodeInput(@Nullable String code) {}

  /** The body of a change of a track. */
  record TrackInput(
      @Nullable String name,
      @Nullable Integer firstQuestion,
      @Nullable Integer lastQuestion,
      @Nullable Integer playLimit) {}

  /** A row's problem in words. */
  record RowProblem(int row, String message) {}

  @PutMapping
  Mono<ExamOverview> change(
      @PathVariable UUID id, @RequestBody ExamInput input, @AuthenticationPrincipal Caller caller) {
    Map<String, String> problems = input.problems();
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    return edit.changeSettings(id, input.settings(), Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case SettingsOutcome.Changed ignored -> known(id, caller);
                  case SettingsOutcome.TooFewOptions few ->
                      Mono.error(
                          invalid(
                              Map.of(
                                  "options",
                                  "The key of question %d needs %d options. Change the key first."
                                      .formatted(few.question(), few.needed()))));
                  case SettingsOutcome.KeyBeyond key ->
                      Mono.error(
                          invalid(
                              Map.of(
                                  "questionCount",
                                  "Question %d has a key. Take it out of the key first."
                                      .formatted(key.question()))));
                  case SettingsOutcome.TrackBeyond track ->
                      Mono.error(
                          invalid(
                              Map.of(
                                  "questionCount",
                                  "The track '%s' goes to question %d. Change the track first."
                                      .formatted(track.name(), track.question()))));
                });
  }

  @PutMapping("/name")
  Mono<ExamOverview> rename(
      @PathVariable UUID id, @RequestBody NameInput input, @AuthenticationPrincipal Caller caller) {
    String name = input.name() == null ? "" : input.name().strip();
    return checkedName(name)
        .flatMap(good -> administer.rename(id, good, Teacher.of(caller)))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(done -> known(id, caller));
  }

  @PutMapping("/access-code")
  Mono<ExamOverview> accessCode(
      @PathVariable UUID id,
      @RequestBody AccessCodeInput input,
      @AuthenticationPrincipal Caller caller) {
    return administer
        .setAccessCode(id, AccessCode.checked(input.code()), Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(done -> known(id, caller));
  }

  @PutMapping("/sharing")
  Mono<ExamOverview> share(
      @PathVariable UUID id,
      @RequestBody SharingInput input,
      @AuthenticationPrincipal Caller caller) {
    if (input.shared() == null) {
      throw new ProblemException(ProblemKind.MALFORMED_REQUEST, "'shared' must be true or false.");
    }
    return administer
        .share(id, input.shared(), Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .doOnNext(ExamAdministrationController::orProblem)
        .flatMap(done -> known(id, caller));
  }

  @PostMapping("/copies")
  Mono<ResponseEntity<ExamOverview>> copy(
      @PathVariable UUID id, @RequestBody NameInput input, @AuthenticationPrincipal Caller caller) {
    return known(id, caller)
        .flatMap(exam -> checkedName(input.name() == null ? exam.name() : input.name().strip()))
        .flatMap(name -> administer.copy(id, name, Teacher.of(caller)))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(copy -> known(copy, caller))
        .map(copy -> ResponseEntity.created(URI.create("/api/v1/exams/" + copy.id())).body(copy));
  }

  @DeleteMapping
  Mono<ResponseEntity<Void>> delete(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return administer
        .delete(id, Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .doOnNext(ExamAdministrationController::orProblem)
        .thenReturn(ResponseEntity.noContent().build());
  }

  @GetMapping("/versions")
  Mono<Map<String, List<ExamVersion>>> versions(
      @PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return known(id, caller)
        .flatMap(exam -> administer.versions(id))
        .map(versions -> Map.of("versions", versions));
  }

  @PutMapping("/tracks/{trackId}")
  Mono<ExamOverview> changeTrack(
      @PathVariable UUID id,
      @PathVariable UUID trackId,
      @RequestBody TrackInput input,
      @AuthenticationPrincipal Caller caller) {
    String name = input.name() == null ? "" : input.name().strip();
    if (name.isEmpty()
        || name.length() > 200
        || input.firstQuestion() == null
        || input.lastQuestion() == null
        || (input.playLimit() != null && (input.playLimit() < 1 || input.playLimit() > 100))) {
      throw new ProblemException(
          ProblemKind.INVALID_TRACK,
          "'name' must have 1 to 200 characters, 'firstQuestion' and 'lastQuestion' are needed, and"
              + " 'playLimit' is from 1 to 100 or left out.");
    }
    TrackRange range = new TrackRange(input.firstQuestion(), input.lastQuestion());
    return known(id, caller)
        .doOnNext(
            exam ->
                range
                    .problem(
                        exam.questionCount(),
                        exam.tracks().stream()
                            .filter(track -> !track.id().equals(trackId))
                            .toList())
                    .ifPresent(
                        problem -> {
                          throw new ProblemException(ProblemKind.INVALID_TRACK, problem);
                        }))
        .flatMap(
            exam ->
                edit.changeTrack(id, trackId, range, name, input.playLimit(), Teacher.of(caller)))
        .filter(there -> there)
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(there -> known(id, caller));
  }

  @DeleteMapping("/answer-key")
  Mono<ExamOverview> clearKey(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return edit.clearAnswerKey(id, Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(cleared -> known(id, caller));
  }

  /** Reads a table and stores nothing, so that a teacher sees what it says before it counts. */
  @PostMapping(
      path = "/answer-key/readings",
      consumes = {"text/csv", "text/tab-separated-values", "text/plain"})
  Mono<Map<String, Object>> read(
      @PathVariable UUID id,
      @RequestBody(required = false) @Nullable String text,
      @RequestParam(defaultValue = "false") boolean clipboard,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return keyTable
        .read(id, KeyText.read(text == null ? "" : text, clipboard), Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .map(outcome -> said(outcome, languages.of(headers)));
  }

  private static Map<String, Object> said(SaveKeyTable.Outcome outcome, Texts texts) {
    return switch (outcome) {
      case SaveKeyTable.Outcome.Taken taken ->
          Map.of(
              "questions",
              taken.questions(),
              "withoutKey",
              taken.withoutKey(),
              "problems",
              List.of());
      case SaveKeyTable.Outcome.Refused refused ->
          Map.of(
              "questions",
              List.of(),
              "problems",
              refused.problems().stream()
                  .map(
                      problem ->
                          new RowProblem(
                              problem.row(),
                              texts.of(problem.message(), problem.values().toArray())))
                  .toList());
    };
  }

  private Mono<ExamOverview> known(UUID id, Caller caller) {
    return directory.find(id, ExamScope.of(caller)).switchIfEmpty(ExamNotFound.problem());
  }

  private static Mono<String> checkedName(String name) {
    return name.isEmpty() || name.length() > 200
        ? Mono.error(() -> invalid(Map.of("name", "Give the exam a name of 1 to 200 characters.")))
        : Mono.just(name);
  }

  private static void orProblem(AdministerExam.Outcome outcome) {
    switch (outcome) {
      case AdministerExam.Outcome.Done ignored -> {}
      case AdministerExam.Outcome.NotTheMaker ignored ->
          throw new ProblemException(
              ProblemKind.NOT_THE_MAKER, "Ask whoever made the exam, or a head teacher.");
      case AdministerExam.Outcome.InUse inUse ->
          throw new ProblemException(
              ProblemKind.EXAM_IN_USE,
              "Nothing was deleted. End the open sessions and take the exam out of the placement"
                  + " first.",
              Map.of("openSessions", inUse.use().openSessions(), "levels", inUse.use().levels()));
    }
  }

  private static ProblemException invalid(Map<String, String> problems) {
    return new ProblemException(
        ProblemKind.INVALID_EXAM,
        "Nothing was saved. Correct what 'problems' lists and send it again.",
        Map.of("problems", problems));
  }
}
