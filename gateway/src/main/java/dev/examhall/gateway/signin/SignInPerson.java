package dev.examhall.gateway.signin;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.gateway.session.Sessions;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.observability.activity.ActivityEvents;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Signs people in and out; each end of it is an event that is committed with it. */
@Component
class SignInPerson {

  private static final String ACCOUNT = "account";
  private static final String PERSON = "person";
  private static final Actor NOBODY = new Actor("visitor", "anonymous", null);

  private final AccountRepository accounts;
  private final AttemptRepository attempts;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Outbox outbox;
  private final ActivityEvents events;
  private final TransactionalOperator transaction;

  SignInPerson(
      AccountRepository accounts,
      AttemptRepository attempts,
      Passwords passwords,
      Sessions sessions,
      Outbox outbox,
      TransactionalOperator transaction) {
    this.accounts = accounts;
    this.attempts = attempts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.outbox = outbox;
    this.events = new ActivityEvents("gateway", Clock.systemUTC());
    this.transaction = transaction;
  }

  Mono<SignInResult> signIn(String typedName, String password, String address) {
    Username username = Username.of(typedName);
    if (!username.usable() || password.isEmpty()) {
      return Mono.just(new SignInResult.Refused());
    }
    Attempt attempt = Attempt.of(username, address);
    return attempts
        .begin(attempt)
        .flatMap(
            wait ->
                wait.isZero()
                    ? check(username, password, attempt)
                    : Mono.just(new SignInResult.Wait(wait)));
  }

  private Mono<SignInResult> check(Username username, String password, Attempt attempt) {
    return accounts
        .find(username)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            found ->
                found
                    .map(account -> passwords.matches(password, account.passwordHash()))
                    .orElseGet(() -> passwords.matchesNobody(password))
                    .flatMap(
                        right ->
                            right && found.isPresent()
                                ? begin(found.get(), attempt)
                                : refuse(found.orElse(null))));
  }

  private Mono<SignInResult> begin(Account account, Attempt attempt) {
    Mono<Void> committed =
        transaction.transactional(
            attempts
                .succeeded(attempt)
                .then(accounts.signedIn(account.id()))
                .then(
                    outbox.append(
                        events.userAction(
                            actor(account.id().toString(), account.displayName()),
                            "signed-in",
                            new ObjectRef(ACCOUNT, account.id().toString()),
                            Map.of("method", "form")))));
    return committed
        .then(sessions.begin(account.id(), account.displayName(), account.roles()))
        .map(SignInResult.Done::new);
  }

  private Mono<SignInResult> refuse(@Nullable Account account) {
    return transaction
        .transactional(
            outbox.append(
                events.userAction(
                    NOBODY,
                    "sign-in-failed",
                    account == null ? null : new ObjectRef(ACCOUNT, account.id().toString()),
                    Map.of("reason", account == null ? "unknown-account" : "wrong-password"))))
        .thenReturn(new SignInResult.Refused());
  }

  Mono<Void> signOut(SignedIn session) {
    String id = session.accountId().toString();
    return transaction
        .transactional(
            sessions
                .noteEnd(session)
                .then(
                    outbox.append(
                        events.userAction(
                            actor(id, session.name()),
                            "signed-out",
                            new ObjectRef(ACCOUNT, id),
                            Map.of()))))
        .then(sessions.ended(session));
  }

  /** Ends every session of the account, wherever it is. */
  Mono<Void> signOutEverywhere(SignedIn session) {
    String id = session.accountId().toString();
    return transaction
        .transactional(
            sessions
                .noteEndEverywhere(session.accountId())
                .flatMap(
                    until ->
                        outbox
                            .append(
                                events.userAction(
                                    actor(id, session.name()),
                                    "signed-out-everywhere",
                                    new ObjectRef(ACCOUNT, id),
                                    Map.of()))
                            .thenReturn(until)))
        .flatMap(until -> sessions.endedEverywhere(session.accountId(), until));
  }

  private static Actor actor(String id, String name) {
    return new Actor(PERSON, id, name);
  }
}
