package dev.examhall.examrender.results;

import static dev.examhall.examrender.results.PaperRepository.required;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.grading.Response;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Reads the papers of an exam for its statistics. */
@Repository
class StatisticsRepository implements Statistics {

  private static final TypeReference<Map<Integer, QuestionScore>> SCORES = new TypeReference<>() {};
  private static final TypeReference<Map<Integer, List<Response>>> ANSWERS =
      new TypeReference<>() {};

  private final DatabaseClient database;
  private final AnswerKeys keys;
  private final ObjectMapper json;
  private final Clock clock;

  StatisticsRepository(DatabaseClient database, AnswerKeys keys, ObjectMapper json, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public Mono<List<Integer>> versions(UUID examId, ExamScope scope) {
    return database
        .sql(
            """
            select distinct s.exam_version from session s join exam e on e.id = s.exam_id
            where s.exam_id = :exam and s.state in ('SUBMITTED', 'FINALISED') and
            """
                + ExamScope.condition("e")
                + " order by s.exam_version desc")
        .bind("exam", examId)
        .bindValues(scope.values())
        .map(row -> required(row, "exam_version", Integer.class))
        .all()
        .collectList();
  }

  @Override
  public Mono<ExamStatistics> of(UUID examId, int version, ExamScope scope) {
    return database
        .sql(
            """
            select e.name, v.pass_percent from exam e join exam_version v on v.exam_id = e.id
            where e.id = :exam and v.version = :version and
            """
                + ExamScope.condition("e"))
        .bind("exam", examId)
        .bind("version", version)
        .bindValues(scope.values())
        .map(
            row ->
                new Head(
                    required(row, "name", String.class),
                    required(row, "pass_percent", Integer.class)))
        .one()
        .flatMap(
            head ->
                Mono.zip(keys.of(examId, version), papers(examId, version))
                    .map(found -> statistics(examId, version, head, found.getT1(), found.getT2())));
  }

  private record Head(String name, int passPercent) {}

  private record Row(
      Map<Integer, QuestionScore> scores,
      Map<Integer, List<Response>> answers,
      @Nullable BigDecimal percent,
      List<Integer> times) {}

  private Mono<List<Row>> papers(UUID examId, int version) {
    return database
        .sql(
            """
            select s.percent,
            """
                + QuestionTimes.COLUMN
                + """
                ,
                  (select json_object_agg(q.number, json_build_object('number', q.number, 'earned', q.earned,
                    'gradable', q.gradable, 'possible', q.possible)) from question_score q where q.session_id = s.id)::text
                    as scores,
                  (select json_object_agg(a.number, a.parts) from answer a where a.session_id = s.id)::text as answers
                from session s
                where s.exam_id = :exam and s.exam_version = :version and s.state in ('SUBMITTED', 'FINALISED')
                order by s.id
                """)
        .bind("exam", examId)
        .bind("version", version)
        .map(this::row)
        .all()
        .collectList();
  }

  private Row row(Readable row) {
    String scores = row.get("scores", String.class);
    String answers = row.get("answers", String.class);
    return new Row(
        scores == null ? Map.of() : json.readValue(scores, SCORES),
        answers == null ? Map.of() : json.readValue(answers, ANSWERS),
        row.get("percent", BigDecimal.class),
        QuestionTimes.of(row));
  }

  private ExamStatistics statistics(
      UUID examId, int version, Head head, List<KeyedQuestion> questions, List<Row> rows) {
    List<ExamStatistics.Asked> asked =
        questions.stream().map(question -> asked(question, rows)).toList();
    List<ExamStatistics.Paper> papers =
        rows.stream()
            .map(
                row -> {
                  BigDecimal percent = row.percent();
                  return new ExamStatistics.Paper(
                      questions.stream()
                          .mapToDouble(question -> points(row.scores().get(question.number())))
                          .toArray(),
                      questions.stream()
                          .map(question -> letters(row.answers().get(question.number())))
                          .toList(),
                      percent == null ? null : percent.doubleValue(),
                      row.times());
                })
            .toList();
    return ExamStatistics.of(
        examId, head.name(), version, head.passPercent(), asked, papers, clock.instant());
  }

  private static ExamStatistics.Asked asked(KeyedQuestion question, List<Row> rows) {
    boolean graded =
        rows.stream()
            .map(row -> row.scores().get(question.number()))
            .allMatch(score -> score != null && score.gradable().compareTo(score.possible()) == 0);
    KeyedPart first = question.parts().getFirst();
    boolean letters = question.parts().size() == 1 && first.kind().isChoice();
    // after a regrading a question may be worth something else
    BigDecimal possible =
        rows.stream()
            .map(row -> row.scores().get(question.number()))
            .filter(score -> score != null)
            .map(QuestionScore::possible)
            .findFirst()
            .orElse(question.points());
    return new ExamStatistics.Asked(
        question.number(),
        question.type(),
        possible,
        letters ? first.options() : 0,
        letters ? new HashSet<>(first.choices()) : Set.of(),
        graded);
  }

  private static double points(@Nullable QuestionScore score) {
    return score == null ? 0 : score.earned().doubleValue();
  }

  private static Set<String> letters(@Nullable List<Response> parts) {
    return parts == null || parts.isEmpty() ? Set.of() : new HashSet<>(parts.getFirst().choices());
  }
}
