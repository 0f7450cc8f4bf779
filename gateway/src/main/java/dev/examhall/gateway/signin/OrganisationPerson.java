package dev.examhall.gateway.signin;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.gateway.session.Sessions;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.identity.Role;
import dev.examhall.observability.activity.ActivityEvents;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Signs in whom an organisation vouches for: an account is made at the first time. */
@Component
public final class OrganisationPerson {

  private final AccountRepository accounts;
  private final Sessions sessions;
  private final Outbox outbox;
  private final ActivityEvents events;
  private final TransactionalOperator transaction;

  OrganisationPerson(
      AccountRepository accounts,
      Sessions sessions,
      Outbox outbox,
      TransactionalOperator transaction) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.outbox = outbox;
    this.events = new ActivityEvents("gateway", Clock.systemUTC());
    this.transaction = transaction;
  }

  /**
   * A session; empty when the account was disabled here.
   *
   * @param issuer who vouches
   * @param subject how the issuer calls the person, for ever
   * @param roles those of today: they replace the ones of before
   */
  public Mono<SignedIn> signIn(String issuer, String subject, String name, Set<Role> roles) {
    Mono<UUID> account =
        transaction.transactional(
            accounts
                .ofOrganisation(issuer, subject, name, roles)
                .flatMap(
                    id ->
                        outbox
                            .append(
                                events.userAction(
                                    new Actor("person", id.toString(), name),
                                    "signed-in",
                                    new ObjectRef("account", id.toString()),
                                    Map.of("method", "openid-connect")))
                            .thenReturn(id)));
    return account.flatMap(id -> sessions.begin(id, name, roles));
  }
}
