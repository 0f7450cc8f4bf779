package dev.examhall.embedded;

import org.jspecify.annotations.Nullable;

/** A program could not be started. The message is one line that says why and what to do. */
public final class ServerStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ServerStartException(String message) {
    super(message);
  }

  public ServerStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
