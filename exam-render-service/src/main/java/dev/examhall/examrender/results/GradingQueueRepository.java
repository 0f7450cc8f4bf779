package dev.examhall.examrender.results;

import static dev.examhall.examrender.results.PaperRepository.required;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.Response;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Reads which long answers wait for a teacher. */
@Repository
class GradingQueueRepository implements GradingQueue {

  private static final TypeReference<List<Response>> PARTS = new TypeReference<>() {};

  private static final String WAITING =
      """
      from question_score q
        join session s on s.id = q.session_id
        join exam e on e.id = s.exam_id
        left join answer a on a.session_id = s.id and a.number = q.number
      where q.gradable < q.possible and s.ended_at is not null and
      """;

  private final DatabaseClient database;
  private final AnswerKeys keys;
  private final ObjectMapper json;

  GradingQueueRepository(DatabaseClient database, AnswerKeys keys, ObjectMapper json) {
    this.database = database;
    this.keys = keys;
    this.json = json;
  }

  @Override
  public Flux<Waiting> waiting(ExamScope scope) {
    return database
        .sql(
            "select e.id, e.name, q.number, count(*) as answers, min(s.ended_at) as since "
                + WAITING
                + ExamScope.condition("e")
                + " group by e.id, e.name, q.number order by min(s.ended_at), e.id, q.number limit"
                + " 500")
        .bindValues(scope.values())
        .map(
            row ->
                new Waiting(
                    required(row, "id", UUID.class),
                    required(row, "name", String.class),
                    required(row, "number", Integer.class),
                    required(row, "answers", Long.class),
                    required(row, "since", Instant.class)))
        .all();
  }

  @Override
  public Mono<Item> next(
      @Nullable UUID examId, @Nullable Integer question, @Nullable UUID after, ExamScope scope) {
    // by question first: whoever grades one answer after the other to the same question is fairer
    return database
        .sql(
            """
            select s.id, s.exam_id, e.name as exam_name, s.exam_version,
              coalesce(s.graded_version, s.exam_version) as key_version, s.student_name, s.level_name, s.ended_at, q.number,
              a.parts::text as parts
            """
                + WAITING
                + ExamScope.condition("e")
                + """
                 and (:exam = '' or s.exam_id::text = :exam) and (:question = 0 or q.number = :question)
                 and (:after = '' or s.id::text > :after)
                order by s.exam_id, q.number, s.id limit 1
                """)
        .bindValues(scope.values())
        .bind("exam", examId == null ? "" : examId.toString())
        .bind("question", question == null ? 0 : question)
        .bind("after", after == null ? "" : after.toString())
        .map(this::row)
        .one()
        .flatMap(
            row ->
                keys.of(row.examId(), row.version())
                    .zipWith(keys.of(row.examId(), row.keyVersion()))
                    .map(
                        both ->
                            item(
                                row,
                                KeyOfVersion.of(both.getT1(), both.getT2()).questions().stream()
                                    .filter(each -> each.number() == row.number())
                                    .findFirst()
                                    .orElseThrow())));
  }

  private record Row(
      UUID sessionId,
      UUID examId,
      String exam,
      int version,
      int keyVersion,
      String student,
      String level,
      Instant endedAt,
      int number,
      List<Response> parts) {}

  private Row row(Readable row) {
    String parts = row.get("parts", String.class);
    return new Row(
        required(row, "id", UUID.class),
        required(row, "exam_id", UUID.class),
        required(row, "exam_name", String.class),
        required(row, "exam_version", Integer.class),
        required(row, "key_version", Integer.class),
        required(row, "student_name", String.class),
        required(row, "level_name", String.class),
        required(row, "ended_at", Instant.class),
        required(row, "number", Integer.class),
        parts == null ? List.of() : json.readValue(parts, PARTS));
  }

  private static Item item(Row row, KeyedQuestion question) {
    List<String> given = AnswerText.given(row.parts());
    List<Item.Part> parts = new ArrayList<>();
    for (int i = 0; i < question.parts().size(); i++) {
      parts.add(
          new Item.Part(
              question.parts().get(i).label(),
              i < given.size() ? given.get(i) : "",
              question.parts().get(i).kind() == PartKind.LONG,
              AnswerText.right(question.parts().get(i))));
    }
    BigDecimal most = Grading.worthOfLongParts(question);
    return new Item(
        row.sessionId(),
        row.examId(),
        row.exam(),
        row.number(),
        row.student(),
        row.level(),
        row.endedAt(),
        parts,
        most,
        question.points());
  }
}
