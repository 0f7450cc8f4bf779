package dev.examhall.examrender.problem;

import java.util.Map;

/** An expected failure on its way out; without a stack trace, since it is no error of ours. */
public final class ProblemException extends RuntimeException {

  private final transient ProblemKind kind;
  private final transient Map<String, Object> properties;

  /**
   * @param detail a sentence for the person: what happened and what to do
   */
  public ProblemException(ProblemKind kind, String detail) {
    this(kind, detail, Map.of());
  }

  /**
   * @param properties members of the problem besides the standard ones
   */
  public ProblemException(ProblemKind kind, String detail, Map<String, Object> properties) {
    super(detail, null, false, false);
    this.kind = kind;
    this.properties = Map.copyOf(properties);
  }

  public ProblemKind kind() {
    return kind;
  }

  public Map<String, Object> properties() {
    return properties;
  }
}
