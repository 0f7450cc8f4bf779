package dev.examhall.cache.problem;

/** Carries a {@link Refusal} to where it is answered. */
public final class RequestRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  /** A refusal on its way. */
  public RequestRefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  /** What is to be answered. */
  public Refusal refusal() {
    return refusal;
  }
}
