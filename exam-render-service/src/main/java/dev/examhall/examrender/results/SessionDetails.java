package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Sessions in every detail, always from the database. */
public interface SessionDetails {

  /**
   * One session; empty for one that is not in the scope.
   *
   * @param withAnswers whether answers, key and points are read too
   */
  Mono<SessionDetail> of(UUID sessionId, ExamScope scope, boolean withAnswers);

  /**
   * As much of a session as the caller may see: answers of sessions that are the caller's as a
   * teacher, and clocks alone of those that the caller watches over.
   */
  default Mono<SessionDetail> seenBy(Caller caller, UUID sessionId) {
    boolean teaches =
        caller instanceof Caller.Person person
            && (person.is(Role.TEACHER)
                || person.is(Role.HEAD_TEACHER)
                || person.is(Role.OPERATOR));
    Mono<SessionDetail> watched =
        Mono.defer(() -> of(sessionId, ExamScope.watchedBy(caller), false));
    return teaches ? of(sessionId, ExamScope.of(caller), true).switchIfEmpty(watched) : watched;
  }
}
