package dev.examhall.examrender.exam;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Takes an answer key as rows, as pages, files and clipboards have it. */
@Component
public class SaveKeyTable {

  private final ExamDirectory exams;
  private final EditExam edit;

  SaveKeyTable(ExamDirectory exams, EditExam edit) {
    this.exams = exams;
    this.edit = edit;
  }

  /** What became of rows. */
  public sealed interface Outcome {

    /**
     * They are the exam's key now, or would be.
     *
     * @param questions the key
     * @param withoutKey how many questions have none
     */
    record Taken(List<KeyedQuestion> questions, int withoutKey) implements Outcome {
      public Taken {
        questions = List.copyOf(questions);
      }
    }

    /** Nothing was changed. */
    record Refused(List<KeyRow.Problem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Replaces the exam's key; rows without any answer clear it. Empty for a stranger's exam. */
  public Mono<Outcome> save(UUID examId, List<KeyRow> rows, Teacher teacher) {
    return exams
        .find(examId, teacher.scope())
        .flatMap(
            exam ->
                switch (KeyTable.read(rows, exam.questionCount(), exam.options())) {
                  case KeyTable.Result.Unsound unsound ->
                      Mono.just(new Outcome.Refused(unsound.problems()));
                  case KeyTable.Result.Sound sound ->
                      (sound.questions().isEmpty()
                              ? edit.clearAnswerKey(examId, teacher)
                              : edit.setAnswerKey(
                                  examId,
                                  new AnswerKeyInput(List.copyOf(sound.questions())),
                                  teacher))
                          .map(result -> outcome(result, exam.questionCount()));
                });
  }

  /** Says what saving would make of the rows, and saves nothing. Empty for a stranger's exam. */
  public Mono<Outcome> read(UUID examId, List<KeyRow> rows, Teacher teacher) {
    return exams
        .find(examId, teacher.scope())
        .map(
            exam ->
                switch (KeyTable.read(rows, exam.questionCount(), exam.options())) {
                  case KeyTable.Result.Unsound unsound -> new Outcome.Refused(unsound.problems());
                  case KeyTable.Result.Sound sound ->
                      sound.questions().isEmpty()
                          ? new Outcome.Taken(List.of(), exam.questionCount())
                          : outcome(
                              AnswerKeyCheck.check(
                                  new AnswerKeyInput(List.copyOf(sound.questions())),
                                  exam.questionCount(),
                                  exam.options()),
                              exam.questionCount());
                });
  }

  private static Outcome outcome(AnswerKeyCheck.Result result, int questionCount) {
    return switch (result) {
      case AnswerKeyCheck.Result.Sound sound ->
          new Outcome.Taken(sound.questions(), questionCount - sound.questions().size());
      case AnswerKeyCheck.Result.Unsound unsound ->
          throw new IllegalStateException(
              "A key was made of rows that is not sound: " + unsound.problems());
    };
  }
}
