package dev.examhall.gateway.session;

import dev.examhall.gateway.GatewayProperties;
import java.time.Instant;

/**
 * Decides whether a session goes on, from what the two stores say. Either of them can end it;
 * either alone can confirm it; without both it goes on for a stated time after it was last
 * confirmed.
 */
enum SessionStanding {
  CONFIRMED,
  UNCONFIRMED,
  ENDED;

  /** What Redis says about the session's record. */
  enum Copy {
    THERE,
    MISSING,
    /** All sessions of the account were ended after this one began. */
    SIGNED_OUT,
    NOT_ASKED
  }

  /** What PostgreSQL says about the account and sign-outs. */
  enum Ledger {
    GOOD,
    ENDED,
    NOT_ASKED
  }

  static SessionStanding of(
      SignedIn session,
      Copy record,
      Ledger ledger,
      Instant lastConfirmed,
      Instant now,
      GatewayProperties.Session settings) {
    if (ledger == Ledger.ENDED || record == Copy.SIGNED_OUT) {
      return ENDED;
    }
    if (record == Copy.MISSING && session.recorded()) {
      return ENDED;
    }
    if (record == Copy.THERE || ledger == Ledger.GOOD) {
      return CONFIRMED;
    }
    return now.isBefore(lastConfirmed.plus(settings.acceptedUnconfirmed())) ? UNCONFIRMED : ENDED;
  }
}
