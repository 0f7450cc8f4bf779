package dev.examhall.identity;

import org.springframework.security.core.AuthenticationException;

/** The token may be good, but the gateway's keys can't be had now: an outage, not a refusal. */
final class KeysUnavailableException extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
