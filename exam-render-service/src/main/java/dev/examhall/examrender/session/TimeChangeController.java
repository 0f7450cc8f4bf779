package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The clocks of running exams, for those who watch them. */
@RestController
@RequestMapping("/api/v1")
class TimeChangeController {

  private final ChangeTime changeTime;
  private final TimeLedgerRepository ledger;

  TimeChangeController(ChangeTime changeTime, TimeLedgerRepository ledger) {
    this.changeTime = changeTime;
    this.ledger = ledger;
  }

  @GetMapping("/sessions/{id}/time-changes")
  Mono<Map<String, List<TimeEntry>>> ledger(
      @PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return ledger
        .all(SessionAddress.sessionId(id), ExamScope.watchedBy(caller))
        .filter(entries -> !entries.isEmpty())
        .map(entries -> Map.of("entries", entries))
        .switchIfEmpty(Mono.error(TimeChangeController::notFound));
  }

  @PostMapping("/sessions/{id}/time-changes")
  Mono<Clock> change(
      @PathVariable String id,
      @RequestBody TimeChangeInput input,
      @AuthenticationPrincipal Caller caller) {
    UUID sessionId = SessionAddress.sessionId(id);
    return changeTime
        .change(sessionId, input.checked(caller), ExamScope.watchedBy(caller))
        .switchIfEmpty(Mono.error(TimeChangeController::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case TimeOutcome.Changed changed -> Clock.of(sessionId, changed);
                  case TimeOutcome.Refused refused ->
                      throw new ProblemException(
                          ProblemKind.TIME_NOT_CHANGED, refused.why().sentence());
                });
  }

  @PostMapping("/exams/{examId}/time-changes")
  Mono<GroupResult> changeAll(
      @PathVariable UUID examId,
      @RequestBody TimeChangeInput input,
      @AuthenticationPrincipal Caller caller) {
    return changeTime
        .changeAll(examId, input.checked(caller), ExamScope.watchedBy(caller))
        .collectList()
        .map(TimeChangeController::groupResult);
  }

  static GroupResult groupResult(List<ChangeTime.Changed> results) {
    return new GroupResult(
        results.stream().flatMap(TimeChangeController::changed).toList(),
        results.stream().flatMap(TimeChangeController::refused).toList());
  }

  private static Stream<Clock> changed(ChangeTime.Changed result) {
    return result.outcome() instanceof TimeOutcome.Changed changed
        ? Stream.of(Clock.of(result.sessionId(), changed))
        : Stream.empty();
  }

  private static Stream<Refusal> refused(ChangeTime.Changed result) {
    return result.outcome() instanceof TimeOutcome.Refused refused
        ? Stream.of(new Refusal(result.sessionId(), refused.why(), refused.why().sentence()))
        : Stream.empty();
  }

  private static ProblemException notFound() {
    return new ProblemException(
        ProblemKind.SESSION_NOT_FOUND, "Check the id: there is no such session.");
  }

  /** A clock after a change. */
  record Clock(
      UUID sessionId,
      SessionState state,
      long allowedSeconds,
      @Nullable Instant deadline,
      @Nullable Instant pausedAt) {

    static Clock of(UUID sessionId, TimeOutcome.Changed changed) {
      Attempt attempt = changed.to();
      return new Clock(
          sessionId,
          attempt.state(),
          attempt.allowed().toSeconds(),
          attempt.deadline(),
          attempt.pausedAt());
    }
  }

  /** A session whose clock could not be changed, and why. */
  record Refusal(UUID sessionId, TimeOutcome.Why why, String reason) {}

  /** What became of a change for everybody who takes an exam. */
  record GroupResult(List<Clock> changed, List<Refusal> refused) {}

  /** The body of a change. */
  record TimeChangeInput(
      TimeChange.@Nullable Kind kind, @Nullable Integer seconds, @Nullable String reason) {

    private static final int MOST_SECONDS = 180 * 60;
    private static final int LONGEST_REASON = 500;

    TimeChange checked(Caller caller) {
      if (kind == null) {
        throw malformed("'kind' must be one of EXTRA_TIME, PAUSE, RESUME and END.");
      }
      if (reason == null || reason.isBlank() || reason.strip().length() > LONGEST_REASON) {
        throw malformed(
            "'reason' must say why in 1 to %d characters; the student sees it."
                .formatted(LONGEST_REASON));
      }
      return switch (caller) {
        case Caller.Person person ->
            new TimeChange(kind, checkedSeconds(), reason.strip(), person.id(), person.name());
        case Caller.Service service -> throw notAPerson(service);
        case Caller.Visitor visitor -> throw notAPerson(visitor);
      };
    }

    private int checkedSeconds() {
      if (kind != TimeChange.Kind.EXTRA_TIME) {
        if (seconds != null && seconds != 0) {
          throw malformed("'seconds' goes with EXTRA_TIME alone.");
        }
        return 0;
      }
      if (seconds == null || seconds == 0 || Math.abs(seconds) > MOST_SECONDS) {
        throw malformed(
            "'seconds' must be a whole number other than 0, at most %d; less than 0 takes time away."
                .formatted(MOST_SECONDS));
      }
      return seconds;
    }

    private static IllegalStateException notAPerson(Caller caller) {
      return new IllegalStateException(
          "The security chain lets only people in here, not " + caller);
    }

    private static ProblemException malformed(String detail) {
      return new ProblemException(ProblemKind.MALFORMED_REQUEST, detail);
    }
  }
}
