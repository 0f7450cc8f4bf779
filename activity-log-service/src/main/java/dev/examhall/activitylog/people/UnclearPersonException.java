package dev.examhall.activitylog.people;

/** What was given is no account's or session's id. */
public final class UnclearPersonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnclearPersonException() {
    super("A person's id is a UUID: an account's, or that of a student's session.");
  }
}
