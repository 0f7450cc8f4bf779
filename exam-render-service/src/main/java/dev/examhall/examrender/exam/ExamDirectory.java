package dev.examhall.examrender.exam;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Exams as teachers see them, always from the database. */
@Component
public class ExamDirectory {

  private static final int AT_ONCE = 4;

  private final ExamRepository exams;

  ExamDirectory(ExamRepository exams) {
    this.exams = exams;
  }

  /** All exams in the scope, newest first. */
  public Flux<ExamOverview> all(ExamScope scope) {
    return exams
        .allLatest(scope)
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .flatMapSequential(this::overview, AT_ONCE);
  }

  /** One exam; empty if there is none in the scope. */
  public Mono<ExamOverview> find(UUID examId, ExamScope scope) {
    return exams.latest(examId, scope).flatMap(this::overview);
  }

  private Mono<ExamOverview> overview(ExamRepository.VersionRow row) {
    return Mono.zip(
            exams.keyedNumbers(row.id(), row.version()), exams.tracks(row.id(), row.version()))
        .map(
            found -> {
              List<Integer> missing = EditExam.missing(row.questionCount(), found.getT1());
              return new ExamOverview(
                  row.id(),
                  row.name(),
                  row.makerId(),
                  row.makerName(),
                  row.shared(),
                  row.accessCode(),
                  row.version(),
                  row.activeVersion(),
                  row.timerMinutes(),
                  row.questionCount(),
                  row.options(),
                  row.passPercent(),
                  row.splitPages(),
                  row.skipFirstLeftHalf(),
                  row.levelChange(),
                  row.answerReview(),
                  row.booklet(),
                  found.getT2(),
                  missing,
                  row.changedAt());
            });
  }
}
