package dev.examhall.gateway.route;

/** A client stopped sending in the middle of an upload. */
final class BodyTooSlowException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BodyTooSlowException() {
    super("an upload stood still", null, false, false);
  }
}
