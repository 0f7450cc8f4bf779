package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import java.util.UUID;

/** An exam that somebody takes now, and who may watch. */
record LiveExam(UUID id, String name, boolean shared, String maker) {

  boolean in(ExamScope scope) {
    return scope.everything()
        || (!scope.maker().isEmpty() && (shared || maker.equals(scope.maker())));
  }
}
