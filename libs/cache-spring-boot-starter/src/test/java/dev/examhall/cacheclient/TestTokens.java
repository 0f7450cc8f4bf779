package dev.examhall.cacheclient;

import dev.examhall.identity.InternalSecrets;
import dev.examhall.identity.ServiceTokens;
import java.time.Clock;

/** Tokens that nobody verifies. */
final class TestTokens {

  private TestTokens() {}

  static ServiceTokens any() {
    return new ServiceTokens(
        "exam-render-service", InternalSecrets.of("A".repeat(64), null), Clock.systemUTC());
  }
}
