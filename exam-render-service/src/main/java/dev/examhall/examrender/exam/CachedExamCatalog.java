package dev.examhall.examrender.exam;

import dev.examhall.cacheclient.CacheResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads exams through the cache; what is not there comes from the database. */
@Component
class CachedExamCatalog implements ExamCatalog {

  private final ExamRepository exams;

  CachedExamCatalog(ExamRepository exams) {
    this.exams = exams;
  }

  @Override
  @CacheResult(prefix = "exam", entity = "#examId", key = "'version-' + #version")
  public Mono<Exam> find(UUID examId, int version) {
    return exams
        .version(examId, version)
        .flatMap(
            row ->
                Mono.zip(exams.questions(examId, version), exams.tracks(examId, version))
                    .map(parts -> exam(row, parts.getT1(), parts.getT2())));
  }

  private static Exam exam(
      ExamRepository.VersionRow row, List<Question> keyed, List<AudioTrack> tracks) {
    Map<Integer, Question> byNumber =
        keyed.stream().collect(Collectors.toMap(Question::number, Function.identity()));
    return new Exam(
        row.id(),
        row.version(),
        row.name(),
        row.timerMinutes(),
        row.passPercent(),
        IntStream.rangeClosed(1, row.questionCount())
            .mapToObj(number -> byNumber.getOrDefault(number, unkeyed(number, row.options())))
            .toList(),
        row.booklet(),
        tracks,
        row.splitPages(),
        row.skipFirstLeftHalf(),
        row.answerReview());
  }

  /** What a draft shows where no key was entered yet. */
  private static Question unkeyed(int number, int options) {
    return new Question(
        number,
        QuestionType.ONE_CHOICE,
        BigDecimal.ONE,
        List.of(new Part(PartKind.ONE_CHOICE, options, null)));
  }
}
