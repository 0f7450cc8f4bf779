package dev.examhall.examrender.exam;

import dev.examhall.identity.Caller;

/**
 * Who changes an exam, or grades what was answered in it.
 *
 * @param scope whose exams
 */
public record Teacher(String id, String name, ExamScope scope) {

  /** The caller, who must be a person: the security chain lets nobody else come here. */
  public static Teacher of(Caller caller) {
    return switch (caller) {
      case Caller.Person person -> new Teacher(person.id(), person.name(), ExamScope.of(caller));
      case Caller.Service service -> throw notAPerson(service);
      case Caller.Visitor visitor -> throw notAPerson(visitor);
    };
  }

  /** Whether the teacher decides about an exam of that maker: who may use it, and its end. */
  boolean mayGiveAway(String makerId) {
    return scope.everything() || makerId.equals(id);
  }

  private static IllegalStateException notAPerson(Caller caller) {
    return new IllegalStateException("The security chain lets only people in here, not " + caller);
  }
}
