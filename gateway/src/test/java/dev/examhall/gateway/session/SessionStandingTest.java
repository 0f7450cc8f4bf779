package dev.examhall.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.session.SessionStanding.Copy;
import dev.examhall.gateway.session.SessionStanding.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionStandingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final GatewayProperties.Session SETTINGS =
      new GatewayProperties.Session(
          Duration.ofHours(12), Duration.ofMinutes(1), Duration.ofHours(1));

  @ParameterizedTest(name = "recorded {0}, Redis {1}, PostgreSQL {2}, {3} min ago: {4}")
  @CsvSource({
    "true,  THERE,     GOOD,      0,  CONFIRMED",
    "true,  THERE,     ENDED,     0,  ENDED",
    "true,  MISSING,   GOOD,      0,  ENDED",
    "false, MISSING,   GOOD,      0,  CONFIRMED",
    "false, MISSING,   ENDED,     0,  ENDED",
    "true,  NOT_ASKED, GOOD,      90, CONFIRMED",
    "true,  NOT_ASKED, ENDED,     0,  ENDED",
    "true,  THERE,     NOT_ASKED, 90, CONFIRMED",
    "true,  MISSING,   NOT_ASKED, 0,  ENDED",
    "false, MISSING,   NOT_ASKED, 59, UNCONFIRMED",
    "true,  SIGNED_OUT, NOT_ASKED, 0, ENDED",
    "true,  SIGNED_OUT, GOOD,      0, ENDED",
    "true,  NOT_ASKED, NOT_ASKED, 59, UNCONFIRMED",
    "true,  NOT_ASKED, NOT_ASKED, 60, ENDED",
  })
  void decidesByWhatIsKnown(
      boolean recorded, Copy copy, Ledger ledger, int minutes, SessionStanding standing) {
    SignedIn session =
        new SignedIn(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "name",
            Set.of(),
            NOW.minus(Duration.ofHours(2)),
            NOW.plus(Duration.ofHours(10)),
            NOW.minus(Duration.ofHours(2)),
            recorded);

    assertThat(
            SessionStanding.of(
                session, copy, ledger, NOW.minus(Duration.ofMinutes(minutes)), NOW, SETTINGS))
        .isEqualTo(standing);
  }
}
