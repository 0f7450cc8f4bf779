package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.session.AnswerRepository.Attempted;
import dev.examhall.examrender.session.AnswerRepository.VariantReason;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Saves one answer. What is acknowledged has been committed; what is refused is kept where it may
 * matter.
 */
@Component
class SaveAnswer {

  private final AnswerRepository answers;
  private final ActivityLog activities;
  private final Duration grace;
  private final Clock clock;

  SaveAnswer(
      AnswerRepository answers, ActivityLog activities, SessionProperties properties, Clock clock) {
    this.answers = answers;
    this.activities = activities;
    this.grace = properties.grace();
    this.clock = clock;
  }

  Mono<SaveOutcome> save(
      UUID sessionId, StudentToken token, int number, int revision, List<AnswerPart> parts) {
    Instant now = clock.instant();
    Sent sent = new Sent(sessionId, number, revision, parts, now);
    return Uncancelled.of(
        answers
            .save(sessionId, token, number, revision, parts, now)
            .flatMap(attempted -> outcome(sent, attempted))
            .defaultIfEmpty(new SaveOutcome.NotFound()));
  }

  private Mono<SaveOutcome> outcome(Sent sent, Attempted attempted) {
    if (attempted.savedAt() != null) {
      activities.userAction(
          SessionEvents.student(sent.sessionId(), null),
          "answer-saved",
          SessionEvents.session(sent.sessionId()),
          ActivityScope.session(attempted.examId(), sent.sessionId()),
          Map.of("question", sent.number(), "revision", sent.revision(), "late", attempted.late()));
      return Mono.just(
          new SaveOutcome.Saved(
              sent.number(), sent.revision(), attempted.savedAt(), attempted.late()));
    }
    if (sent.number() > attempted.questions()) {
      return Mono.just(new SaveOutcome.NoSuchQuestion(attempted.questions()));
    }
    return switch (attempted.state()) {
      case MATCHED, STARTED -> Mono.just(new SaveOutcome.ClockNotStarted());
      case SUBMITTED, MOVED ->
          repeated(sent).switchIfEmpty(Mono.just(new SaveOutcome.AlreadySubmitted()));
      case FINALISED -> tooLate(sent);
      case RUNNING -> attempted.timeIsOver(sent.at(), grace) ? tooLate(sent) : superseded(sent);
    };
  }

  /**
   * The very same value that is there already was sent again: its acknowledgement got lost on the
   * way.
   */
  private Mono<SaveOutcome> repeated(Sent sent) {
    return answers
        .find(sent.sessionId(), sent.number())
        .filter(sent::isSameAs)
        .map(current -> saved(sent, current));
  }

  private Mono<SaveOutcome> superseded(Sent sent) {
    return answers
        .find(sent.sessionId(), sent.number())
        .flatMap(
            current ->
                sent.isSameAs(current)
                    ? Mono.just(saved(sent, current))
                    : keep(sent, VariantReason.STALE)
                        .thenReturn((SaveOutcome) new SaveOutcome.Stale(current)));
  }

  private Mono<SaveOutcome> tooLate(Sent sent) {
    return repeated(sent)
        .switchIfEmpty(
            Mono.defer(() -> keep(sent, VariantReason.LATE).thenReturn(new SaveOutcome.TooLate())));
  }

  private Mono<Void> keep(Sent sent, VariantReason reason) {
    return answers.keepVariant(
        sent.sessionId(), sent.number(), sent.revision(), sent.parts(), reason, sent.at());
  }

  private static SaveOutcome saved(Sent sent, SavedAnswer current) {
    return new SaveOutcome.Saved(
        sent.number(), current.revision(), current.savedAt(), current.late());
  }

  private record Sent(
      UUID sessionId, int number, int revision, List<AnswerPart> parts, Instant at) {
    boolean isSameAs(SavedAnswer current) {
      return current.revision() == revision && current.parts().equals(parts);
    }
  }
}
