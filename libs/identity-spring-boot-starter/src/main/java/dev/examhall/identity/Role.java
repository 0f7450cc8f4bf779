package dev.examhall.identity;

/**
 * What a signed-in person may do. The authority in Spring Security's terms is {@code ROLE_<name>}.
 *
 * <p>Roles do not contain each other: an account carries every role it has.
 */
public enum Role {
  /** Makes exams, sees the sessions of them, grades. */
  TEACHER,
  /** Sees what all teachers see. */
  HEAD_TEACHER,
  /** Watches over running sessions. */
  PROCTOR,
  /** Runs the suite: health, errors, logs. */
  OPERATOR;

  /** The authority's name, for {@code hasAnyAuthority}: {@code ROLE_TEACHER}. */
  public String authority() {
    return "ROLE_" + name();
  }
}
