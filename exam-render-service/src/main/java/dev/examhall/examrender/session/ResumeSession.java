package dev.examhall.examrender.session;

import dev.examhall.examrender.Sha256;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.session.ResumeCodeRepository.Admitted;
import dev.examhall.examrender.session.ResumeCodeRepository.Opened;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Lets another device into a session by its code. A code is good once; who sends the same form
 * again, since the answer got lost on the way, gets in again for some minutes.
 */
@Component
public class ResumeSession {

  private static final Duration SAME_FORM = Duration.ofMinutes(10);

  /** A classroom behind one address may mistype before it has to wait. */
  private static final int FREE_FOR_ADDRESS = 30;

  private final RandomGenerator random = new SecureRandom();
  private final ResumeCodeRepository repository;
  private final ResumeCodes codes;
  private final ShowResumeCode show;
  private final GuessRepository guesses;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  ResumeSession(
      ResumeCodeRepository repository,
      ResumeCodes codes,
      ShowResumeCode show,
      GuessRepository guesses,
      SessionEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.repository = repository;
    this.codes = codes;
    this.show = show;
    this.guesses = guesses;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Outcome {

    /** The device is in, and goes on there; it may load the files of these exams. */
    record Resumed(UUID sessionId, List<UUID> exams, StudentToken token) implements Outcome {
      public Resumed {
        exams = List.copyOf(exams);
      }
    }

    /** No session has such a code, or not any more. */
    record Unknown() implements Outcome {}

    /** Too many wrong codes came from there; nothing was looked up. */
    record Wait(Duration time) implements Outcome {}
  }

  /**
   * Tries a code.
   *
   * @param typed as somebody typed it
   * @param form the same when the same form is sent again
   * @param address where it comes from
   */
  public Mono<Outcome> resume(String typed, String form, String address) {
    String code = ResumeCodes.read(typed);
    if (code == null) {
      return Mono.just(new Outcome.Unknown());
    }
    Guess guess = Guess.of("resume", FREE_FOR_ADDRESS, Guess.network(address));
    return Uncancelled.of(
        guesses
            .begin(List.of(guess))
            .flatMap(
                wait ->
                    wait.isZero()
                        ? transaction
                            .transactional(resume(code, form, guess))
                            .defaultIfEmpty(new Outcome.Unknown())
                        : Mono.just(new Outcome.Wait(wait))));
  }

  private Mono<Outcome> resume(String code, String form, Guess guess) {
    Instant now = clock.instant();
    String[] hashes = codes.hashes(code);
    byte[] sender = Sha256.of(form);
    return repository
        .open(hashes, now)
        .flatMap(opened -> usedUp(opened, sender, now))
        .switchIfEmpty(
            Mono.defer(() -> repository.openAgain(hashes, sender, now.minus(SAME_FORM), now)))
        .flatMap(opened -> admit(opened, guess));
  }

  private Mono<Opened> usedUp(Opened opened, byte[] sender, Instant now) {
    return repository
        .use(opened.sessionId(), sender, now)
        .then(show.renew(opened.sessionId()))
        .thenReturn(opened);
  }

  private Mono<Outcome> admit(Opened opened, Guess guess) {
    StudentToken token = StudentToken.random(random);
    return repository
        .admit(opened.sessionId(), token)
        .collectList()
        .flatMap(
            admitted ->
                events
                    .resumed(newest(admitted))
                    .then(guesses.succeeded(List.of(guess)))
                    .thenReturn(
                        new Outcome.Resumed(
                            newest(admitted).sessionId(),
                            admitted.stream().map(Admitted::examId).distinct().toList(),
                            token)));
  }

  /** Where the student stands: what has not ended, else what came last. */
  private static Admitted newest(List<Admitted> sessions) {
    return sessions.stream()
        .max(
            Comparator.<Admitted, Boolean>comparing(session -> session.endedAt() == null)
                .thenComparing(Admitted::matchedAt))
        .orElseThrow();
  }
}
