package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.session.AnswerRepository.Attempted;
import dev.examhall.examrender.session.AnswerRepository.VariantReason;
import dev.examhall.examrender.session.JointAnswerRepository.Written;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.ActivityScope;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/**
 * Saves one answer. What is acknowledged has been committed; what is refused is kept where it may
 * matter.
 */
@Component
class SaveAnswer {

  private final AnswerRepository answers;
  private final JointAnswerRepository together;
  private final ObjectMapper json;
  private final ActivityLog activities;
  private final Duration grace;
  private final Clock clock;

  SaveAnswer(
      AnswerRepository answers,
      JointAnswerRepository together,
      ObjectMapper json,
      ActivityLog activities,
      SessionProperties properties,
      Clock clock) {
    this.answers = answers;
    this.together = together;
    this.json = json;
    this.activities = activities;
    this.grace = properties.grace();
    this.clock = clock;
  }

  Mono<SaveOutcome> save(
      UUID sessionId,
      StudentToken token,
      int number,
      int revision,
      @Nullable Integer writer,
      List<AnswerPart> parts) {
    Instant now = clock.instant();
    Sent sent = new Sent(sessionId, number, revision, writer, parts, now);
    return Uncancelled.of(
        answers
            .save(sessionId, token, number, revision, writer, parts, now)
            .flatMap(attempted -> outcome(sent, attempted))
            .defaultIfEmpty(new SaveOutcome.NotFound()));
  }

  /**
   * As {@link #save}, in one commit with all who save at this moment. Empty when nothing was
   * written, or the same had been before; then only {@link #save} knows what to say. When it fails,
   * the answer may be written or not, and {@link #save} may be tried as well.
   */
  Mono<SaveOutcome.Saved> saveJointly(
      UUID sessionId,
      StudentToken token,
      int number,
      int revision,
      @Nullable Integer writer,
      List<AnswerPart> parts) {
    Instant now = clock.instant();
    Sent sent = new Sent(sessionId, number, revision, writer, parts, now);
    Context trace = Context.current(); // what comes back is of the trace of whoever was first
    return Uncancelled.of(
        together
            .save(sessionId, token, number, revision, writer, json.writeValueAsString(parts), now)
            .map(written -> written(sent, written, trace)));
  }

  private SaveOutcome.Saved written(Sent sent, Written written, Context trace) {
    try (Scope ignored = trace.makeCurrent()) {
      return written(sent, written.examId(), written.savedAt(), written.late());
    }
  }

  private SaveOutcome.Saved written(Sent sent, UUID examId, Instant savedAt, boolean late) {
    activities.userActionOnce(
        savedAt,
        sent.sessionId() + " " + sent.number() + ' ' + sent.revision(),
        SessionEvents.student(sent.sessionId(), null),
        "answer-saved",
        SessionEvents.session(sent.sessionId()),
        ActivityScope.session(examId, sent.sessionId()),
        Map.of("question", sent.number(), "revision", sent.revision(), "late", late));
    return new SaveOutcome.Saved(sent.number(), sent.revision(), savedAt, late);
  }

  private Mono<SaveOutcome> outcome(Sent sent, Attempted attempted) {
    if (attempted.savedAt() != null) {
      return Mono.just(written(sent, attempted.examId(), attempted.savedAt(), attempted.late()));
    }
    if (sent.number() > attempted.questions()) {
      return Mono.just(new SaveOutcome.NoSuchQuestion(attempted.questions()));
    }
    return switch (attempted.state()) {
      case MATCHED, STARTED -> Mono.just(new SaveOutcome.ClockNotStarted());
      case SUBMITTED, MOVED ->
          repeated(sent, attempted)
              .switchIfEmpty(Mono.defer(() -> submitted(sent, attempted.writer())));
      case FINALISED -> tooLate(sent, attempted);
      case RUNNING ->
          attempted.timeIsOver(sent.at(), grace)
              ? tooLate(sent, attempted)
              : sent.isFrom(attempted.writer())
                  ? superseded(sent, attempted)
                  : elsewhere(sent, attempted);
    };
  }

  /** What a page has that did not know of the handing in is not lost, though it does not count. */
  private Mono<SaveOutcome> submitted(Sent sent, int writer) {
    Mono<Void> aside = sent.isFrom(writer) ? Mono.empty() : keep(sent, VariantReason.ELSEWHERE);
    return aside.thenReturn(new SaveOutcome.AlreadySubmitted());
  }

  /** What is there already counts as saved, whoever wrote it; anything else is kept aside. */
  private Mono<SaveOutcome> elsewhere(Sent sent, Attempted attempted) {
    return answers
        .find(sent.sessionId(), sent.number())
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            current ->
                current.filter(sent::isSameAs).isPresent()
                    ? Mono.just(saved(sent, attempted, current.get()))
                    : keep(sent, VariantReason.ELSEWHERE)
                        .thenReturn(
                            (SaveOutcome)
                                new SaveOutcome.Elsewhere(
                                    current.orElse(null), attempted.writer())));
  }

  /**
   * The very same value that is there already was sent again: its acknowledgement got lost on the
   * way.
   */
  private Mono<SaveOutcome> repeated(Sent sent, Attempted attempted) {
    return answers
        .find(sent.sessionId(), sent.number())
        .filter(sent::isSameAs)
        .map(current -> saved(sent, attempted, current));
  }

  private Mono<SaveOutcome> superseded(Sent sent, Attempted attempted) {
    return answers
        .find(sent.sessionId(), sent.number())
        .flatMap(
            current ->
                sent.isSameAs(current)
                    ? Mono.just(saved(sent, attempted, current))
                    : keep(sent, VariantReason.STALE)
                        .thenReturn((SaveOutcome) new SaveOutcome.Stale(current)));
  }

  private Mono<SaveOutcome> tooLate(Sent sent, Attempted attempted) {
    return repeated(sent, attempted)
        .switchIfEmpty(
            Mono.defer(() -> keep(sent, VariantReason.LATE).thenReturn(new SaveOutcome.TooLate())));
  }

  private Mono<Void> keep(Sent sent, VariantReason reason) {
    return answers.keepVariant(
        sent.sessionId(), sent.number(), sent.revision(), sent.parts(), reason, sent.at());
  }

  /** Told of again: whoever saved it may have died before it was told of. */
  private SaveOutcome saved(Sent sent, Attempted attempted, SavedAnswer current) {
    return written(sent, attempted.examId(), current.savedAt(), current.late());
  }

  private record Sent(
      UUID sessionId,
      int number,
      int revision,
      @Nullable Integer writer,
      List<AnswerPart> parts,
      Instant at) {

    boolean isFrom(int current) {
      return writer == null || writer == current;
    }

    boolean isSameAs(SavedAnswer current) {
      return current.revision() == revision && current.parts().equals(parts);
    }
  }
}
