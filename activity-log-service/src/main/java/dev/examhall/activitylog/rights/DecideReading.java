package dev.examhall.activitylog.rights;

import dev.examhall.activitylog.intake.StoreActivities;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Decides what somebody may read, and notes in the log when it is nothing. */
@Component
public final class DecideReading {

  private final RightsRepository rights;
  private final StoreActivities store;
  private final ActivityEvents events;

  DecideReading(RightsRepository rights, StoreActivities store, ActivityEvents events) {
    this.rights = rights;
    this.store = store;
    this.events = events;
  }

  /**
   * Emits what the caller may read; fails with {@link AccessRefusedException} once the refusal is
   * in the log.
   *
   * @param asked what was asked for, such as {@code search}
   * @param exam that is asked for, if one is
   * @param session that is asked for, if one is
   */
  public Mono<ReadingScope> reading(
      Caller caller, String asked, @Nullable UUID exam, @Nullable UUID session) {
    if (!(caller instanceof Caller.Person person)) {
      return refuse(caller, asked, exam, session, "The log is for people who signed in.");
    }
    if (person.is(Role.OPERATOR)) {
      return Mono.just(new ReadingScope.Everything());
    }
    if (person.is(Role.HEAD_TEACHER)) {
      return Mono.just(new ReadingScope.EveryExam());
    }
    if (!person.is(Role.TEACHER)) {
      return refuse(caller, asked, exam, session, "The log is for teachers and operators.");
    }
    return isSomebodyElses(person.id(), exam, session)
        .flatMap(
            refused ->
                refused
                    ? refuse(
                        caller,
                        asked,
                        exam,
                        session,
                        "This exam is another teacher's, and not shared.")
                    : Mono.just(new ReadingScope.ExamsOf(person.id())));
  }

  /** Completes if the caller is an operator. */
  public Mono<Void> operating(Caller caller, String asked) {
    return caller instanceof Caller.Person person && person.is(Role.OPERATOR)
        ? Mono.empty()
        : refuse(caller, asked, null, null, "This is for operators.").then();
  }

  private Mono<Boolean> isSomebodyElses(String owner, @Nullable UUID exam, @Nullable UUID session) {
    Mono<Boolean> others =
        exam == null ? Mono.just(false) : rights.mayRead(owner, exam).map(may -> !may);
    return session == null
        ? others
        : others.flatMap(other -> other ? Mono.just(true) : rights.isSomebodyElses(owner, session));
  }

  private Mono<ReadingScope> refuse(
      Caller caller,
      String asked,
      @Nullable UUID exam,
      @Nullable UUID session,
      String explanation) {
    return store
        .storeOwn(
            events.userAction(
                Callers.actor(caller),
                "permission-refused",
                new ObjectRef("activities", asked),
                new ActivityScope(exam, session),
                Severity.WARNING,
                Map.of("asked", asked)))
        .then(Mono.error(() -> new AccessRefusedException(explanation)));
  }
}
