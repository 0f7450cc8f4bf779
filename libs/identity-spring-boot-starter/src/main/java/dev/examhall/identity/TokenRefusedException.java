package dev.examhall.identity;

import org.springframework.security.core.AuthenticationException;

/** The token is not accepted; the message names the reason and nothing of the token. */
final class TokenRefusedException extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  TokenRefusedException(String reason) {
    super(reason);
  }
}
