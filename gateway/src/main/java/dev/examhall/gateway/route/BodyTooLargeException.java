package dev.examhall.gateway.route;

/** More came than the route takes. */
final class BodyTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BodyTooLargeException() {
    super("The request's body is too large", null, false, false);
  }
}
