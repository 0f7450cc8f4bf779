package dev.examhall.examrender.session;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.Teacher;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The code by which another device goes on with a session; for whoever may see the session. */
@Component
public class ShowResumeCode {

  private static final int TRIES = 5;

  private final ResumeCodeRepository repository;
  private final ResumeCodes codes;
  private final SessionEvents events;
  private final TransactionalOperator transaction;

  ShowResumeCode(
      ResumeCodeRepository repository,
      ResumeCodes codes,
      SessionEvents events,
      TransactionalOperator transaction) {
    this.repository = repository;
    this.codes = codes;
    this.events = events;
    this.transaction = transaction;
  }

  /** The session's code, in two halves; one is made if there is none. */
  public Mono<String> of(UUID sessionId) {
    return repository
        .find(sessionId)
        .mapNotNull(kept -> codes.find(sessionId, kept.made(), kept.hash()))
        .switchIfEmpty(Mono.defer(() -> renew(sessionId)))
        .map(ResumeCodes::shown);
  }

  /** Makes another code for somebody who may; the one before opens nothing any more. */
  public Mono<Void> renew(UUID sessionId, UUID examId, Teacher by) {
    return Uncancelled.of(
        transaction.transactional(
            renew(sessionId)
                .then(
                    events.resumeCodeMade(
                        sessionId, examId, new Actor("person", by.id(), by.name())))));
  }

  /** Joins the caller's transaction. */
  Mono<String> renew(UUID sessionId) {
    return repository
        .find(sessionId)
        .map(ResumeCodeRepository.Kept::made)
        .defaultIfEmpty(0)
        .flatMap(made -> make(sessionId, made + 1, made + TRIES));
  }

  /** Two sessions of a million have the same code once: then the next number is taken. */
  private Mono<String> make(UUID sessionId, int made, int last) {
    String code = codes.code(sessionId, made);
    return repository
        .make(sessionId, made, codes.hash(code))
        .flatMap(
            stored ->
                stored
                    ? Mono.just(code)
                    : made < last
                        ? make(sessionId, made + 1, last)
                        : Mono.error(
                            new IllegalStateException("No code could be made for " + sessionId)));
  }
}
