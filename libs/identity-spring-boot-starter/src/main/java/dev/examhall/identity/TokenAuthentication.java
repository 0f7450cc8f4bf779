package dev.examhall.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/** Authenticates bearer tokens; a verified one is remembered until it expires. */
final class TokenAuthentication implements ReactiveAuthenticationManager, VerifiedTokens {

  private final TokenVerifier verifier;
  private final Clock clock;
  private final Cache<String, Remembered> verified;

  TokenAuthentication(TokenVerifier verifier, Clock clock, int size) {
    this.verifier = verifier;
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(size)
            // its upkeep takes less than to wake a thread for it
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<String, Remembered>creating(
                    (token, remembered) ->
                        Duration.between(clock.instant(), remembered.token().expiresAt())))
            .build();
  }

  @Override
  public Mono<Authentication> authenticate(Authentication authentication) {
    if (!(authentication instanceof BearerToken bearer)) {
      return Mono.empty();
    }
    Remembered known = known(bearer.token());
    if (known != null) {
      return Mono.just(known.authentication());
    }
    return verifier
        .verify(bearer.token())
        .map(
            token -> {
              Remembered fresh = new Remembered(token, new CallerAuthentication(token.caller()));
              verified.put(bearer.token(), fresh);
              return fresh.authentication();
            });
  }

  @Override
  public @Nullable Caller callerOf(String authorization) {
    String token = BearerToken.in(authorization);
    Remembered known = token == null ? null : known(token);
    return known == null ? null : known.token().caller();
  }

  private @Nullable Remembered known(String token) {
    Remembered known = verified.getIfPresent(token);
    return known != null && clock.millis() < known.token().expiresAt().toEpochMilli()
        ? known
        : null;
  }

  private record Remembered(VerifiedToken token, CallerAuthentication authentication) {}
}
