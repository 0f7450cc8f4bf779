package dev.examhall.identity;

/** Identity can't work with the configuration given; the service does not start. */
public final class IdentityConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String action;

  IdentityConfigurationException(String message, String action) {
    super(message);
    this.action = action;
  }

  /** What the person who starts the service should do. */
  public String action() {
    return action;
  }
}
