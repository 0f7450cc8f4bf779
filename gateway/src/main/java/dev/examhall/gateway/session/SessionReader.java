package dev.examhall.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.gateway.GatewayProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Tells who is signed in. The cookie says who; whether the session has been ended is looked up once
 * a minute at most. Whoever has no such cookie, as every student, costs nothing.
 */
@Component
public final class SessionReader {

  /** While the stores can't be reached, how often one session tries them again. */
  private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(5);

  /** How old the confirmation in a cookie may become before the browser gets a newer one. */
  private static final Duration COOKIE_RENEWED_AFTER = Duration.ofMinutes(10);

  private final SessionCookie cookies;
  private final SessionRepository repository;
  private final GatewayProperties.Session settings;
  private final Clock clock = Clock.systemUTC();
  private final Cache<String, Optional<SignedIn>> parsed =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(5)).build();
  private final Cache<UUID, Seen> seen = Caffeine.newBuilder().maximumSize(50_000).build();

  SessionReader(SessionCookie cookies, SessionRepository repository, GatewayProperties properties) {
    this.cookies = cookies;
    this.repository = repository;
    this.settings = properties.session();
  }

  /** The request's session; empty when nobody is signed in. */
  public Mono<SignedIn> read(ServerWebExchange exchange) {
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(SessionCookie.NAME);
    if (cookie == null || cookie.getValue().isEmpty()) {
      return Mono.empty();
    }
    Optional<SignedIn> session = parsed.get(cookie.getValue(), cookies::read);
    Instant now = clock.instant();
    if (session.isEmpty() || !now.isBefore(session.get().expiresAt())) {
      return Mono.empty();
    }
    Seen known = seen.getIfPresent(session.get().sessionId());
    if (known != null && now.isBefore(known.askAgainAt())) {
      return known.ended() ? Mono.empty() : Mono.just(session.get());
    }
    return confirm(session.get(), known, exchange);
  }

  /** Stops believing in a session at once, here. */
  void end(SignedIn session) {
    seen.put(
        session.sessionId(),
        new Seen(session.accountId(), true, session.confirmedAt(), session.expiresAt()));
  }

  /** Looks every session of the account up again before it is believed. */
  void endAll(UUID accountId) {
    seen.asMap().values().removeIf(known -> known.accountId().equals(accountId));
  }

  private Mono<SignedIn> confirm(
      SignedIn session, @org.jspecify.annotations.Nullable Seen known, ServerWebExchange exchange) {
    return Mono.zip(repository.lookUp(session), repository.readLedger(session))
        .flatMap(
            answers -> {
              Instant now = clock.instant();
              Instant last = latest(session.confirmedAt(), known);
              SessionStanding standing =
                  SessionStanding.of(
                      session, answers.getT1(), answers.getT2(), last, now, settings);
              return switch (standing) {
                case ENDED -> {
                  end(session);
                  yield Mono.empty();
                }
                case UNCONFIRMED -> {
                  seen.put(
                      session.sessionId(),
                      new Seen(session.accountId(), false, last, now.plus(ASKED_AGAIN_AFTER)));
                  yield Mono.just(session);
                }
                case CONFIRMED -> {
                  seen.put(
                      session.sessionId(),
                      new Seen(session.accountId(), false, now, now.plus(settings.confirmEvery())));
                  yield renew(session, answers.getT1(), now, exchange);
                }
              };
            });
  }

  /**
   * Writes a record that could not be written before, and keeps the cookie's confirmation young.
   */
  private Mono<SignedIn> renew(
      SignedIn session, SessionStanding.Copy record, Instant now, ServerWebExchange exchange) {
    Mono<Boolean> recorded =
        record == SessionStanding.Copy.MISSING
            ? repository.record(session)
            : Mono.just(session.recorded() || record == SessionStanding.Copy.THERE);
    return recorded.map(
        isRecorded -> {
          boolean old = now.isAfter(session.confirmedAt().plus(COOKIE_RENEWED_AFTER));
          if (!old && isRecorded == session.recorded()) {
            return session;
          }
          SignedIn renewed = session.confirmed(now, isRecorded);
          exchange.getResponse().addCookie(cookies.of(renewed));
          return renewed;
        });
  }

  private static Instant latest(Instant fromCookie, @org.jspecify.annotations.Nullable Seen known) {
    return known == null || known.confirmedAt().isBefore(fromCookie)
        ? fromCookie
        : known.confirmedAt();
  }

  private record Seen(UUID accountId, boolean ended, Instant confirmedAt, Instant askAgainAt) {}
}
