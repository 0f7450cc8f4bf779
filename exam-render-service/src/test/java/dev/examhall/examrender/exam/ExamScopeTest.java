package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamScopeTest {

  @Test
  void isATeachersOwnAndSharedExams() {
    assertThat(ExamScope.of(person(Role.TEACHER))).isEqualTo(new ExamScope(false, "p1"));
    assertThat(ExamScope.watchedBy(person(Role.TEACHER))).isEqualTo(new ExamScope(false, "p1"));
  }

  @Test
  void isEverythingForHeadTeachersAndOperators() {
    assertThat(ExamScope.of(person(Role.HEAD_TEACHER)).everything()).isTrue();
    assertThat(ExamScope.of(person(Role.OPERATOR)).everything()).isTrue();
  }

  @Test
  void letsAProctorWatchEverythingAndChangeNothing() {
    assertThat(ExamScope.watchedBy(person(Role.PROCTOR)).everything()).isTrue();
    assertThat(ExamScope.of(person(Role.PROCTOR))).isEqualTo(new ExamScope(false, ""));
    assertThat(ExamScope.of(person(Role.PROCTOR, Role.TEACHER)))
        .isEqualTo(new ExamScope(false, "p1"));
  }

  @Test
  void isNothingForWhoeverIsNobody() {
    assertThat(ExamScope.of(new Caller.Visitor())).isEqualTo(new ExamScope(false, ""));
    assertThat(ExamScope.watchedBy(new Caller.Service("gateway")))
        .isEqualTo(new ExamScope(false, ""));
  }

  private static Caller person(Role... roles) {
    return new Caller.Person("p1", "Person", Set.of(roles));
  }
}
