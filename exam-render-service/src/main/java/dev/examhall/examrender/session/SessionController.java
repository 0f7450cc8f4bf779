package dev.examhall.examrender.session;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What the exam page calls. Every call needs the student's cookie. */
@RestController
@RequestMapping("/api/v1/sessions/{id}")
class SessionController {

  private final StoredSessionReader reader;
  private final AdvanceSession advance;
  private final SaveAnswer saveAnswer;
  private final SubmitSession submitSession;
  private final MovePosition movePosition;
  private final OpenPages openPages;

  SessionController(
      StoredSessionReader reader,
      AdvanceSession advance,
      SaveAnswer saveAnswer,
      SubmitSession submitSession,
      MovePosition movePosition,
      OpenPages openPages) {
    this.reader = reader;
    this.advance = advance;
    this.saveAnswer = saveAnswer;
    this.submitSession = submitSession;
    this.movePosition = movePosition;
    this.openPages = openPages;
  }

  @GetMapping
  Mono<ResponseEntity<SessionJson>> read(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Integer unsent,
      StudentToken token) {
    UUID sessionId = SessionAddress.sessionId(id);
    Integer said = OpenPages.checked(unsent);
    return state(sessionId, token).doOnNext(known -> openPages.heard(sessionId, said));
  }

  @PostMapping("/content-ready")
  Mono<ResponseEntity<SessionJson>> contentReady(@PathVariable String id, StudentToken token) {
    UUID sessionId = SessionAddress.sessionId(id);
    return advance
        .contentReady(sessionId, token)
        .flatMap(
            outcome ->
                outcome == AdvanceSession.Outcome.NOT_STARTED
                    ? Mono.<ResponseEntity<SessionJson>>error(
                        new ProblemException(
                            ProblemKind.SESSION_NOT_STARTED,
                            "Start the exam on the notice page first."))
                    : state(sessionId, token))
        .switchIfEmpty(Mono.error(SessionAddress::notFound));
  }

  @PutMapping("/answers/{number}")
  Mono<SaveOutcome.Saved> save(
      @PathVariable String id,
      @PathVariable int number,
      StudentToken token,
      @RequestBody AnswerInput input) {
    UUID sessionId = SessionAddress.sessionId(id);
    input.problem().ifPresent(problem -> refuse(ProblemKind.INVALID_ANSWER, problem));
    if (number < 1 || number > Short.MAX_VALUE) {
      refuse(ProblemKind.INVALID_ANSWER, "Questions are numbered from 1.");
    }
    return saveAnswer
        .save(
            sessionId, token, number, input.checkedRevision(), input.writer(), input.checkedParts())
        .map(SessionController::savedOrRefused);
  }

  @PutMapping("/position")
  Mono<ResponseEntity<Void>> move(
      @PathVariable String id, StudentToken token, @RequestBody PositionInput input) {
    UUID sessionId = SessionAddress.sessionId(id);
    return movePosition
        .move(sessionId, token, input.position(), input.marks(), input.timeSpent())
        .filter(known -> known)
        .doOnNext(known -> openPages.heard(sessionId, null))
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .thenReturn(ResponseEntity.noContent().<Void>build());
  }

  @PostMapping("/submission")
  Mono<Receipt> submit(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Integer writer,
      StudentToken token) {
    return submitSession
        .submit(SessionAddress.sessionId(id), token, writer)
        .map(
            outcome ->
                switch (outcome) {
                  case SubmitOutcome.Accepted accepted -> accepted.receipt();
                  case SubmitOutcome.ClockNotStarted ignored -> throw clockNotStarted();
                  case SubmitOutcome.Elsewhere elsewhere ->
                      throw WriterController.elsewhere(elsewhere.writer(), Map.of());
                  case SubmitOutcome.NotFound ignored -> throw SessionAddress.notFound();
                });
  }

  @GetMapping("/submission")
  Mono<Receipt> receipt(@PathVariable String id, StudentToken token) {
    return submitSession
        .receipt(SessionAddress.sessionId(id), token)
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(
                        ProblemKind.NOT_FOUND,
                        "There is no receipt before the exam was handed in.")));
  }

  private Mono<ResponseEntity<SessionJson>> state(UUID sessionId, StudentToken token) {
    return reader
        .readCounted(sessionId, token)
        .map(counted -> SessionJson.of(counted.view(), counted.questionCount()))
        .map(json -> ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(json))
        .switchIfEmpty(Mono.error(SessionAddress::notFound));
  }

  private static SaveOutcome.Saved savedOrRefused(SaveOutcome outcome) {
    return switch (outcome) {
      case SaveOutcome.Saved saved -> saved;
      case SaveOutcome.Stale stale -> throw staleAnswer(stale.current());
      case SaveOutcome.Elsewhere elsewhere ->
          throw WriterController.elsewhere(elsewhere.writer(), current(elsewhere.current()));
      case SaveOutcome.ClockNotStarted ignored -> throw clockNotStarted();
      case SaveOutcome.AlreadySubmitted ignored ->
          throw new ProblemException(
              ProblemKind.SESSION_SUBMITTED,
              "The exam was handed in; nothing more can be changed. What was saved before counts.");
      case SaveOutcome.TooLate ignored ->
          throw new ProblemException(
              ProblemKind.SESSION_OVER,
              "The time was over. This answer does not count, but it is kept for your teacher.");
      case SaveOutcome.NoSuchQuestion none ->
          throw new ProblemException(
              ProblemKind.INVALID_ANSWER,
              "This exam has questions 1 to %d.".formatted(none.questions()));
      case SaveOutcome.NotFound ignored -> throw SessionAddress.notFound();
    };
  }

  private static ProblemException staleAnswer(SavedAnswer current) {
    return new ProblemException(
        ProblemKind.STALE_ANSWER,
        "This exam is open elsewhere, where a newer answer was saved. Both are kept; 'current' is"
            + " the one that counts.",
        current(current));
  }

  private static Map<String, Object> current(@Nullable SavedAnswer current) {
    return current == null
        ? Map.of()
        : Map.of(
            "current",
            Map.of(
                "revision", current.revision(),
                "savedAt", current.savedAt(),
                "parts", current.parts()));
  }

  private static ProblemException clockNotStarted() {
    return new ProblemException(
        ProblemKind.CLOCK_NOT_STARTED,
        "The clock starts when the exam page has loaded. Wait a moment and send this again.");
  }

  private static void refuse(ProblemKind kind, String detail) {
    throw new ProblemException(kind, detail);
  }

  /** The body of a move. */
  record PositionInput(
      @Nullable Integer question,
      @Nullable Integer page,
      @Nullable List<Integer> seen,
      @Nullable List<Integer> flagged,
      @Nullable TimeInput time) {
    private static final int HIGHEST = 10_000;
    private static final int MOST_MARKS = 200;

    Position position() {
      if (question == null
          || page == null
          || question < 1
          || page < 1
          || question > HIGHEST
          || page > HIGHEST) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST,
            "'question' and 'page' must be whole numbers from 1 to %d.".formatted(HIGHEST));
      }
      return new Position(question, page);
    }

    Marks marks() {
      return new Marks(
          seen == null ? List.of() : checked(seen), flagged == null ? null : checked(flagged));
    }

    @Nullable TimeSpent timeSpent() {
      return time == null ? null : time.checked();
    }

    private static List<Integer> checked(List<@Nullable Integer> numbers) {
      if (numbers.size() > MOST_MARKS
          || numbers.stream()
              .anyMatch(number -> number == null || number < 1 || number > MOST_MARKS)) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST,
            "'seen' and 'flagged' must be lists of question numbers from 1 to %d."
                .formatted(MOST_MARKS));
      }
      return numbers.stream().map(Objects::requireNonNull).distinct().sorted().toList();
    }
  }

  /** Time by question in the body of a move. */
  record TimeInput(@Nullable UUID device, @Nullable List<@Nullable Integer> seconds) {

    TimeSpent checked() {
      if (device == null
          || seconds == null
          || seconds.isEmpty()
          || seconds.size() > TimeSpent.MOST_QUESTIONS
          || seconds.stream()
              .anyMatch(each -> each == null || each < 0 || each > TimeSpent.MOST_SECONDS)) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST,
            "'time' must name a 'device' and list the seconds of 1 to %d questions, each from 0 to %d."
                .formatted(TimeSpent.MOST_QUESTIONS, TimeSpent.MOST_SECONDS));
      }
      return new TimeSpent(device, seconds.stream().map(Objects::requireNonNull).toList());
    }
  }
}
