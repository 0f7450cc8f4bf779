package dev.examhall.activitylog.rights;

/** Somebody asked for what is not theirs; the log has it. */
public final class AccessRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  AccessRefusedException(String explanation) {
    super(explanation);
  }
}
