package dev.examhall.examrender.exam;

import dev.examhall.examrender.media.MediaStore;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.identity.Caller;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Making exams; for teachers. */
@RestController
@RequestMapping("/api/v1/exams")
class ExamController {

  private static final int LONGEST_TRACK_NAME = 200;
  private static final int MOST_PLAYS = 100;

  private final EditExam edit;
  private final ExamDirectory directory;
  private final AnswerKeys keys;
  private final MediaStore media;

  ExamController(EditExam edit, ExamDirectory directory, AnswerKeys keys, MediaStore media) {
    this.edit = edit;
    this.directory = directory;
    this.keys = keys;
    this.media = media;
  }

  @GetMapping
  Mono<Map<String, List<ExamOverview>>> list(@AuthenticationPrincipal Caller caller) {
    return directory.all(ExamScope.of(caller)).collectList().map(exams -> Map.of("exams", exams));
  }

  @GetMapping("/{id}")
  Mono<ExamOverview> read(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return known(id, caller);
  }

  @PostMapping
  Mono<ResponseEntity<ExamOverview>> create(
      @RequestBody ExamInput input, @AuthenticationPrincipal Caller caller) {
    Map<String, String> problems = input.problems();
    if (!problems.isEmpty()) {
      throw new ProblemException(
          ProblemKind.INVALID_EXAM,
          "Nothing was saved. Correct what 'problems' lists and send it again.",
          Map.of("problems", problems));
    }
    return edit.create(input.settings(), Teacher.of(caller))
        .flatMap(id -> known(id, caller))
        .map(exam -> ResponseEntity.created(URI.create("/api/v1/exams/" + exam.id())).body(exam));
  }

  @PutMapping("/{id}/booklet")
  Mono<ExamOverview> booklet(
      @PathVariable UUID id, ServerHttpRequest request, @AuthenticationPrincipal Caller caller) {
    return known(id, caller)
        .flatMap(
            exam ->
                media.store(
                    MediaStore.Kind.PDF,
                    exam.name(),
                    request.getHeaders().getContentLength(),
                    request.getBody()))
        .flatMap(stored -> edit.setBooklet(id, stored, Teacher.of(caller)))
        .flatMap(version -> known(id, caller));
  }

  @PostMapping("/{id}/tracks")
  Mono<ResponseEntity<AudioTrack>> addTrack(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable String name,
      @RequestParam int firstQuestion,
      @RequestParam int lastQuestion,
      @RequestParam(required = false) @Nullable Integer playLimit,
      ServerHttpRequest request,
      @AuthenticationPrincipal Caller caller) {
    TrackRange range = new TrackRange(firstQuestion, lastQuestion);
    String title = name == null || name.isBlank() ? "Audio" : name.strip();
    if (title.length() > LONGEST_TRACK_NAME) {
      throw invalidTrack("'name' must have at most %d characters.".formatted(LONGEST_TRACK_NAME));
    }
    if (playLimit != null && (playLimit < 1 || playLimit > MOST_PLAYS)) {
      throw invalidTrack(
          "'playLimit' must be a whole number from 1 to %d; leave it out for as many plays as one likes."
              .formatted(MOST_PLAYS));
    }
    return known(id, caller)
        .doOnNext(
            exam ->
                range
                    .problem(exam.questionCount(), exam.tracks())
                    .ifPresent(
                        problem -> {
                          throw invalidTrack(problem);
                        }))
        .flatMap(
            exam ->
                media.store(
                    MediaStore.Kind.AUDIO,
                    title,
                    request.getHeaders().getContentLength(),
                    request.getBody()))
        .flatMap(
            stored ->
                edit.addTrack(
                    id, new NewTrack(title, range, playLimit, stored), Teacher.of(caller)))
        .map(
            track ->
                ResponseEntity.created(
                        URI.create("/api/v1/exams/%s/tracks/%s".formatted(id, track.id())))
                    .body(track));
  }

  @DeleteMapping("/{id}/tracks/{trackId}")
  Mono<ResponseEntity<Void>> removeTrack(
      @PathVariable UUID id, @PathVariable UUID trackId, @AuthenticationPrincipal Caller caller) {
    return edit.removeTrack(id, trackId, Teacher.of(caller))
        .filter(there -> there)
        .switchIfEmpty(ExamNotFound.problem())
        .thenReturn(ResponseEntity.noContent().build());
  }

  @GetMapping("/{id}/answer-key")
  Mono<Map<String, List<KeyedQuestion>>> answerKey(
      @PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return known(id, caller)
        .flatMap(exam -> keys.of(id, exam.version()))
        .map(questions -> Map.of("questions", questions));
  }

  @PutMapping(path = "/{id}/answer-key", consumes = MediaType.APPLICATION_JSON_VALUE)
  Mono<ExamOverview> setAnswerKey(
      @PathVariable UUID id,
      @RequestBody AnswerKeyInput input,
      @AuthenticationPrincipal Caller caller) {
    return edit.setAnswerKey(id, input, Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(
            result ->
                switch (result) {
                  case AnswerKeyCheck.Result.Sound ignored -> known(id, caller);
                  case AnswerKeyCheck.Result.Unsound unsound -> Mono.error(invalidKey(unsound));
                });
  }

  @PostMapping("/{id}/activation")
  Mono<ExamOverview> activate(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return edit.activate(id, Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case ActivationOutcome.Activated ignored -> known(id, caller);
                  case ActivationOutcome.Incomplete incomplete ->
                      Mono.error(incompleteExam(incomplete));
                });
  }

  @DeleteMapping("/{id}/activation")
  Mono<ExamOverview> deactivate(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    return edit.deactivate(id, Teacher.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(version -> known(id, caller));
  }

  private Mono<ExamOverview> known(UUID id, Caller caller) {
    return directory.find(id, ExamScope.of(caller)).switchIfEmpty(ExamNotFound.problem());
  }

  private static ProblemException invalidTrack(String detail) {
    return new ProblemException(ProblemKind.INVALID_TRACK, detail);
  }

  private static ProblemException invalidKey(AnswerKeyCheck.Result.Unsound unsound) {
    return new ProblemException(
        ProblemKind.INVALID_ANSWER_KEY,
        "%d problems; nothing was saved. Correct what 'problems' lists by question and send the whole key again."
            .formatted(unsound.problems().size()),
        Map.of("problems", unsound.problems()));
  }

  private static ProblemException incompleteExam(ActivationOutcome.Incomplete incomplete) {
    return new ProblemException(
        ProblemKind.EXAM_INCOMPLETE,
        "%s Students can take the exam when nothing is missing."
            .formatted(
                (incomplete.booklet() ? "The booklet is missing. " : "")
                    + (incomplete.questions().isEmpty()
                        ? ""
                        : "%d questions have no key.".formatted(incomplete.questions().size())))
            .strip(),
        Map.of("bookletMissing", incomplete.booklet(), "missingQuestions", incomplete.questions()));
  }
}
