package dev.examhall.examrender.exam;

import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import java.util.Map;

/**
 * Whose exams somebody may use: a teacher those that the teacher made and those that are shared
 * with all teachers, a head teacher and an operator all. What is outside of it does not exist for
 * them.
 *
 * @param everything whether all exams are in it
 * @param maker id of the person whose exams and the shared ones are in it; empty for nobody's
 */
public record ExamScope(boolean everything, String maker) {

  /** For services' own work. */
  public static final ExamScope EVERYTHING = new ExamScope(true, "");

  /** What the caller may read and change, keys included. */
  public static ExamScope of(Caller caller) {
    return of(caller, false);
  }

  /**
   * What the caller may watch over: as {@link #of}, and everything for a proctor, who neither
   * changes exams nor sees keys.
   */
  public static ExamScope watchedBy(Caller caller) {
    return of(caller, true);
  }

  private static ExamScope of(Caller caller, boolean watching) {
    if (!(caller instanceof Caller.Person person)) {
      return new ExamScope(false, "");
    }
    boolean everything =
        person.is(Role.HEAD_TEACHER)
            || person.is(Role.OPERATOR)
            || (watching && person.is(Role.PROCTOR));
    return new ExamScope(everything, person.is(Role.TEACHER) ? person.id() : "");
  }

  /**
   * The condition that rows of the table {@code exam} are in this scope; {@link #values} has its
   * values. Deleted exams are in it too: their sessions and results stay.
   *
   * @param alias the table's name in the statement
   */
  public static String condition(String alias) {
    return "(:scopeEverything or (:scopeMaker <> '' and (%1$s.shared or %1$s.created_by = :scopeMaker)))"
        .formatted(alias);
  }

  /** What a statement with {@link #condition} has to be bound to, by name. */
  public Map<String, Object> values() {
    return Map.of("scopeEverything", everything, "scopeMaker", maker);
  }
}
