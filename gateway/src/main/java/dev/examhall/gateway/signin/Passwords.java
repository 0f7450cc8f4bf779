package dev.examhall.gateway.signin;

import jakarta.annotation.PreDestroy;
import java.util.UUID;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Argon2id, with the parameters that OWASP's password storage cheat sheet names first (19 MiB, two
 * passes, one lane). A check takes tens of milliseconds of CPU and its memory: two at a time, and a
 * bounded queue.
 */
@Component
class Passwords {

  static final int SHORTEST = 12;
  private static final int LONGEST = 256;
  private static final int AT_A_TIME = 2;
  private static final int WAITING = 64;

  private final PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
  private final String nobodysHash = hash(UUID.randomUUID().toString());
  private final Scheduler scheduler =
      Schedulers.newBoundedElastic(AT_A_TIME, WAITING, "passwords", 60, true);

  String hash(String password) {
    return java.util.Objects.requireNonNull(argon2.encode(password));
  }

  /**
   * Whether the password is the account's. Fails with {@link
   * java.util.concurrent.RejectedExecutionException} when too many are being checked.
   */
  Mono<Boolean> matches(String password, String hash) {
    return Mono.fromSupplier(() -> password.length() <= LONGEST && argon2.matches(password, hash))
        .subscribeOn(scheduler);
  }

  /** Takes as long as a real check, and is never right. */
  Mono<Boolean> matchesNobody(String password) {
    return matches(password, nobodysHash).thenReturn(false);
  }

  @PreDestroy
  void close() {
    scheduler.dispose();
  }
}
