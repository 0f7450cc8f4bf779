package dev.examhall.gateway.session;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.identity.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Begins and ends sessions. */
@Component
public final class Sessions {

  private final SessionRepository repository;
  private final SessionReader reader;
  private final GatewayProperties.Session settings;
  private final Clock clock = Clock.systemUTC();

  Sessions(SessionRepository repository, SessionReader reader, GatewayProperties properties) {
    this.repository = repository;
    this.reader = reader;
    this.settings = properties.session();
  }

  /**
   * A new session with an id of its own, whatever cookie the browser had before. It begins without
   * Redis too; its record is then written later.
   */
  public Mono<SignedIn> begin(UUID accountId, String name, Set<Role> roles) {
    return Mono.defer(
        () -> {
          Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
          SignedIn session =
              new SignedIn(
                  UUID.randomUUID(),
                  accountId,
                  name,
                  roles,
                  now,
                  now.plus(settings.life()),
                  now,
                  false);
          return repository.record(session).map(recorded -> session.confirmed(now, recorded));
        });
  }

  /** Notes the end in the caller's transaction; complete it with {@link #ended}. */
  public Mono<Void> noteEnd(SignedIn session) {
    return repository.noteEnd(session);
  }

  /**
   * Notes in the caller's transaction that every session of the account is over; complete it with
   * {@link #endedEverywhere}.
   *
   * @return until when sessions had begun that are over
   */
  public Mono<Instant> noteEndEverywhere(UUID accountId) {
    return Mono.defer(
        () -> {
          Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
          return repository.noteEndOfAll(accountId, now).thenReturn(now);
        });
  }

  /** After that end is committed: other gateways hear of it within a minute. */
  public Mono<Void> endedEverywhere(UUID accountId, Instant until) {
    return Mono.defer(
        () -> {
          reader.endAll(accountId);
          return repository.forgetAll(accountId, until, settings.life());
        });
  }

  /** After the end is committed: forgets the session here and in Redis. */
  public Mono<Void> ended(SignedIn session) {
    return Mono.defer(
        () -> {
          reader.end(session);
          return repository.forget(session.sessionId());
        });
  }
}
