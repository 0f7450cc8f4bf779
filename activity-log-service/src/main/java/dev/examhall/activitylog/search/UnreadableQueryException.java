package dev.examhall.activitylog.search;

/** A request's parameter that cannot be understood. */
public final class UnreadableQueryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String parameter;

  UnreadableQueryException(ActivityQuery.Parsed.Invalid invalid) {
    super(invalid.explanation());
    this.parameter = invalid.parameter();
  }

  /** The parameter's name. */
  public String parameter() {
    return parameter;
  }
}
