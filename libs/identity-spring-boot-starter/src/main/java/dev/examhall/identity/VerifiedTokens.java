package dev.examhall.identity;

import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified lately, for a service that answers what it is asked most ahead of its
 * filters. It learns only what the security chain has verified, and forgets a token at its end.
 */
public interface VerifiedTokens {

  /**
   * Who calls, if this token was verified before and is still good; null when that is not known,
   * and the request must go through the security chain.
   *
   * @param authorization the request's only {@code Authorization} header field
   */
  @Nullable Caller callerOf(String authorization);
}
