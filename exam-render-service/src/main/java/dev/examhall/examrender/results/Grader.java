package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.identity.Caller;

/**
 * A teacher who grades.
 *
 * @param scope whose sessions
 */
public record Grader(String id, String name, ExamScope scope) {

  /**
   * The caller.
   *
   * @throws IllegalStateException if it is not a person, which the security chain does not let in
   */
  public static Grader of(Caller caller) {
    return switch (caller) {
      case Caller.Person person -> new Grader(person.id(), person.name(), ExamScope.of(caller));
      case Caller.Service service -> throw notAPerson(service);
      case Caller.Visitor visitor -> throw notAPerson(visitor);
    };
  }

  private static IllegalStateException notAPerson(Caller caller) {
    return new IllegalStateException("The security chain lets only people in here, not " + caller);
  }
}
