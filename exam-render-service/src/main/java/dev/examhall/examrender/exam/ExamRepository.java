package dev.examhall.examrender.exam;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Rows of exams, their versions, questions and tracks. Methods join the caller's transaction. */
@Repository
class ExamRepository implements ActiveExams, AnswerKeys {

  private static final TypeReference<List<Part>> PARTS = new TypeReference<>() {};
  private static final TypeReference<List<PartKey>> KEYS = new TypeReference<>() {};

  private final DatabaseClient database;
  private final ObjectMapper json;

  ExamRepository(DatabaseClient database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** What is right for one part; stored apart from what students see. */
  record PartKey(List<String> choices, List<String> texts, @Nullable SelectAllRule credit) {}

  /** The version that changes go into. */
  record Editable(int version, int questionCount, int options, boolean hasBooklet) {}

  /** A version as it is stored. */
  record VersionRow(
      UUID id,
      String name,
      String makerId,
      @Nullable String makerName,
      boolean shared,
      @Nullable String accessCode,
      int version,
      @Nullable Integer activeVersion,
      int timerMinutes,
      int questionCount,
      int options,
      int passPercent,
      boolean splitPages,
      boolean skipFirstLeftHalf,
      boolean levelChange,
      boolean answerReview,
      @Nullable MediaRef booklet,
      Instant changedAt) {}

  Mono<Void> insert(UUID id, ExamSettings settings, Teacher maker, Instant now) {
    return database
        .sql(
            """
            insert into exam (id, name, created_by, created_by_name, latest_version, created_at, changed_at)
            values (:id, :name, :createdBy, :createdByName, 1, :now, :now)
            """)
        .bind("id", id)
        .bind("name", settings.name())
        .bind("createdBy", maker.id())
        .bind("createdByName", maker.name())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .then()
        .then(
            database
                .sql(
                    """
                    insert into exam_version (exam_id, version, timer_minutes, question_count, options, pass_percent,
                      split_pages, skip_first_left_half, level_change, answer_review, begun_at, begun_by_name)
                    values (:id, 1, :timer, :questions, :options, :pass, :split, :skip, :levelChange, :answerReview,
                      :now, :maker)
                    """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("maker", maker.name())
                .bind("id", id)
                .bindValues(values(settings))
                .then());
  }

  /**
   * Locks an exam and gives the version that may be changed: the latest one, or a copy of it if
   * that one was ever active. Empty if there is no such exam in the teacher's scope.
   */
  Mono<Editable> edit(UUID examId, Teacher teacher, Instant now) {
    return database
        .sql(
            """
            select v.version, v.question_count, v.options, v.frozen, v.booklet_hash is not null as has_booklet
            from exam e join exam_version v on v.exam_id = e.id and v.version = e.latest_version
            where e.id = :id and %s for update of e
            """
                .formatted(VISIBLE))
        .bindValues(teacher.scope().values())
        .bind("id", examId)
        .map(
            row ->
                Map.entry(
                    required(row, "frozen", Boolean.class),
                    new Editable(
                        required(row, "version", Integer.class),
                        required(row, "question_count", Integer.class),
                        required(row, "options", Integer.class),
                        required(row, "has_booklet", Boolean.class))))
        .one()
        .flatMap(
            row ->
                (row.getKey()
                        ? copy(examId, row.getValue(), teacher, now)
                        : Mono.just(row.getValue()))
                    .flatMap(editable -> touch(examId, editable, now)));
  }

  private Mono<Editable> copy(UUID examId, Editable from, Teacher teacher, Instant now) {
    return Flux.just(
            """
            insert into exam_version (exam_id, version, timer_minutes, question_count, options, pass_percent,
              split_pages, skip_first_left_half, level_change, answer_review, booklet_hash, booklet_url, booklet_pages, booklet_bytes)
            select exam_id, version + 1, timer_minutes, question_count, options, pass_percent,
              split_pages, skip_first_left_half, level_change, answer_review, booklet_hash, booklet_url, booklet_pages, booklet_bytes
            from exam_version where exam_id = :id and version = :version
            """,
            """
            insert into question (exam_id, version, number, type, points, parts, answer_key)
            select exam_id, version + 1, number, type, points, parts, answer_key
            from question where exam_id = :id and version = :version
            """,
            """
            insert into audio_track (id, exam_id, version, name, hash, url, duration_seconds, first_question,
              last_question, play_limit)
            select id, exam_id, version + 1, name, hash, url, duration_seconds, first_question, last_question,
              play_limit
            from audio_track where exam_id = :id and version = :version
            """)
        .concatMap(
            sql -> database.sql(sql).bind("id", examId).bind("version", from.version()).then())
        .then(
            database
                .sql(
                    "update exam_version set begun_at = :now, begun_by_name = :name"
                        + " where exam_id = :id and version = :version")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("name", teacher.name())
                .bind("id", examId)
                .bind("version", from.version() + 1)
                .then())
        .then(
            Mono.just(
                new Editable(
                    from.version() + 1, from.questionCount(), from.options(), from.hasBooklet())));
  }

  private Mono<Editable> touch(UUID examId, Editable editable, Instant now) {
    return database
        .sql("update exam set latest_version = :version, changed_at = :now where id = :id")
        .bind("id", examId)
        .bind("version", editable.version())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .then()
        .thenReturn(editable);
  }

  private static Map<String, Object> values(ExamSettings settings) {
    return Map.of(
        "timer", settings.timerMinutes(),
        "questions", settings.questionCount(),
        "options", settings.options(),
        "pass", settings.passPercent(),
        "split", settings.splitPages(),
        "skip", settings.skipFirstLeftHalf(),
        "levelChange", settings.levelChange(),
        "answerReview", settings.answerReview());
  }

  /** The name is the exam's, all else the version's. */
  Mono<Void> setSettings(UUID examId, int version, ExamSettings settings) {
    return database
        .sql("update exam set name = :name where id = :id")
        .bind("id", examId)
        .bind("name", settings.name())
        .then()
        .then(
            database
                .sql(
                    """
                    update exam_version set timer_minutes = :timer, question_count = :questions, options = :options,
                      pass_percent = :pass, split_pages = :split, skip_first_left_half = :skip,
                      level_change = :levelChange, answer_review = :answerReview
                    where exam_id = :id and version = :version
                    """)
                .bind("id", examId)
                .bind("version", version)
                .bindValues(values(settings))
                .then());
  }

  /** Whether the version had such a track. */
  Mono<Boolean> updateTrack(
      UUID examId,
      int version,
      UUID trackId,
      TrackRange range,
      String name,
      @Nullable Integer playLimit) {
    DatabaseClient.GenericExecuteSpec update =
        database
            .sql(
                """
                update audio_track set name = :name, first_question = :first, last_question = :last,
                  play_limit = :playLimit
                where exam_id = :id and version = :version and id = :track
                """)
            .bind("id", examId)
            .bind("version", version)
            .bind("track", trackId)
            .bind("name", name)
            .bind("first", range.first())
            .bind("last", range.last());
    return (playLimit == null
            ? update.bindNull("playLimit", Integer.class)
            : update.bind("playLimit", playLimit))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  Mono<Void> setBooklet(UUID examId, int version, String hash, MediaRef booklet) {
    return database
        .sql(
            """
            update exam_version set booklet_hash = :hash, booklet_url = :url, booklet_pages = :pages,
              booklet_bytes = :bytes
            where exam_id = :id and version = :version
            """)
        .bind("id", examId)
        .bind("version", version)
        .bind("hash", hash)
        .bind("url", booklet.url())
        .bind("pages", booklet.pages())
        .bind("bytes", booklet.bytes())
        .then();
  }

  Mono<Void> insertTrack(UUID examId, int version, String hash, AudioTrack track) {
    DatabaseClient.GenericExecuteSpec insert =
        database
            .sql(
                """
                insert into audio_track (id, exam_id, version, name, hash, url, duration_seconds, first_question,
                  last_question, play_limit)
                values (:track, :id, :version, :name, :hash, :url, :seconds, :first, :last, :playLimit)
                """)
            .bind("track", track.id())
            .bind("id", examId)
            .bind("version", version)
            .bind("name", track.name())
            .bind("hash", hash)
            .bind("url", track.url())
            .bind("first", track.firstQuestion())
            .bind("last", track.lastQuestion());
    Integer playLimit = track.playLimit();
    insert =
        playLimit == null
            ? insert.bindNull("playLimit", Integer.class)
            : insert.bind("playLimit", playLimit);
    Double seconds = track.durationSeconds();
    return (seconds == null
            ? insert.bindNull("seconds", Double.class)
            : insert.bind("seconds", seconds))
        .then();
  }

  /** Whether the version had such a track. */
  Mono<Boolean> deleteTrack(UUID examId, int version, UUID trackId) {
    return database
        .sql("delete from audio_track where exam_id = :id and version = :version and id = :track")
        .bind("id", examId)
        .bind("version", version)
        .bind("track", trackId)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  Mono<Void> replaceQuestions(UUID examId, int version, List<KeyedQuestion> questions) {
    return database
        .sql("delete from question where exam_id = :id and version = :version")
        .bind("id", examId)
        .bind("version", version)
        .then()
        .then(
            database
                .sql(
                    """
                    insert into question (exam_id, version, number, type, points, parts, answer_key)
                    select :id, :version, q.number, q.type, q.points, q.parts::json, q.answer_key::json
                    from unnest(:numbers, :types, :points, :parts, :keys)
                      as q (number, type, points, parts, answer_key)
                    """)
                .bind("id", examId)
                .bind("version", version)
                .bind("numbers", column(questions, KeyedQuestion::number, Integer[]::new))
                .bind("types", column(questions, q -> q.type().name(), String[]::new))
                .bind("points", column(questions, KeyedQuestion::points, BigDecimal[]::new))
                .bind(
                    "parts",
                    column(
                        questions,
                        q -> json.writeValueAsString(q.question().parts()),
                        String[]::new))
                .bind(
                    "keys", column(questions, q -> json.writeValueAsString(keys(q)), String[]::new))
                .then());
  }

  private static List<PartKey> keys(KeyedQuestion question) {
    return question.parts().stream()
        .map(part -> new PartKey(part.choices(), part.texts(), part.credit()))
        .toList();
  }

  private static <T> T[] column(
      List<KeyedQuestion> questions, Function<KeyedQuestion, T> value, IntFunction<T[]> array) {
    return questions.stream().map(value).toArray(array);
  }

  Mono<Void> activate(UUID examId, int version) {
    return database
        .sql("update exam_version set frozen = true where exam_id = :id and version = :version")
        .bind("id", examId)
        .bind("version", version)
        .then()
        .then(
            database
                .sql("update exam set active_version = :version where id = :id")
                .bind("id", examId)
                .bind("version", version)
                .then());
  }

  /** Whether the exam was active. */
  Mono<Boolean> deactivate(UUID examId, Instant now) {
    return database
        .sql(
            "update exam set active_version = null, changed_at = :now"
                + " where id = :id and active_version is not null")
        .bind("id", examId)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  /**
   * Locks an exam and gives its latest version's number; empty if there is no such exam in the
   * scope.
   */
  Mono<Integer> lockLatest(UUID examId, ExamScope scope) {
    return database
        .sql(
            "select latest_version from exam e where id = :id and %s for update".formatted(VISIBLE))
        .bindValues(scope.values())
        .bind("id", examId)
        .map(row -> required(row, "latest_version", Integer.class))
        .one();
  }

  /** Hashes of everything that any version of the exam shows or plays. */
  Mono<List<String>> mediaHashes(UUID examId) {
    return database
        .sql(
            """
            select booklet_hash as hash from exam_version where exam_id = :id and booklet_hash is not null
            union select hash from audio_track where exam_id = :id
            """)
        .bind("id", examId)
        .map(row -> required(row, "hash", String.class))
        .all()
        .collectList();
  }

  /** A version; empty if there is none. */
  Mono<VersionRow> version(UUID examId, int version) {
    return database
        .sql(VERSIONS + " where e.id = :id and v.version = :version")
        .bind("id", examId)
        .bind("version", version)
        .map(ExamRepository::versionRow)
        .one();
  }

  /** The latest version of an exam; empty if there is none in the scope. */
  Mono<VersionRow> latest(UUID examId, ExamScope scope) {
    return database
        .sql(VERSIONS + " where e.id = :id and v.version = e.latest_version and " + VISIBLE)
        .bindValues(scope.values())
        .bind("id", examId)
        .map(ExamRepository::versionRow)
        .one();
  }

  /** The latest versions of all exams in the scope, newest exam first. */
  Flux<VersionRow> allLatest(ExamScope scope) {
    return database
        .sql(
            VERSIONS
                + " where v.version = e.latest_version and %s order by e.id desc"
                    .formatted(VISIBLE))
        .bindValues(scope.values())
        .map(ExamRepository::versionRow)
        .all();
  }

  private static final String VISIBLE = "e.deleted_at is null and " + ExamScope.condition("e");

  private static final String VERSIONS =
      """
      select e.id, e.name, e.created_by, e.created_by_name, e.shared, e.access_code, e.active_version, e.changed_at, v.version, v.timer_minutes, v.question_count, v.options,
        v.pass_percent, v.split_pages, v.skip_first_left_half, v.level_change, v.answer_review, v.booklet_url, v.booklet_pages, v.booklet_bytes
      from exam e join exam_version v on v.exam_id = e.id
      """;

  /** Questions that have a key, without it. */
  Mono<List<Question>> questions(UUID examId, int version) {
    return database
        .sql(
            "select number, type, points, parts::text from question"
                + " where exam_id = :id and version = :version order by number")
        .bind("id", examId)
        .bind("version", version)
        .map(
            row ->
                new Question(
                    required(row, "number", Integer.class),
                    QuestionType.valueOf(required(row, "type", String.class)),
                    required(row, "points", BigDecimal.class),
                    json.readValue(required(row, "parts", String.class), PARTS)))
        .all()
        .collectList();
  }

  /** Numbers of all questions of the exam's latest version that have a key. */
  Mono<List<Integer>> keyedNumbers(UUID examId, int version) {
    return database
        .sql(
            "select number from question where exam_id = :id and version = :version order by"
                + " number")
        .bind("id", examId)
        .bind("version", version)
        .map(row -> required(row, "number", Integer.class))
        .all()
        .collectList();
  }

  Mono<List<AudioTrack>> tracks(UUID examId, int version) {
    return database
        .sql(
            """
            select id, name, url, duration_seconds, first_question, last_question, play_limit from audio_track
            where exam_id = :id and version = :version order by first_question, name, id
            """)
        .bind("id", examId)
        .bind("version", version)
        .map(
            row ->
                new AudioTrack(
                    required(row, "id", UUID.class),
                    required(row, "name", String.class),
                    required(row, "url", String.class),
                    row.get("duration_seconds", Double.class),
                    required(row, "first_question", Integer.class),
                    required(row, "last_question", Integer.class),
                    row.get("play_limit", Integer.class)))
        .all()
        .collectList();
  }

  @Override
  public Mono<List<KeyedQuestion>> of(UUID examId, int version) {
    return database
        .sql(
            "select number, type, points, parts::text, answer_key::text from question"
                + " where exam_id = :id and version = :version order by number")
        .bind("id", examId)
        .bind("version", version)
        .map(this::keyedQuestion)
        .all()
        .collectList();
  }

  private KeyedQuestion keyedQuestion(Readable row) {
    List<Part> parts = json.readValue(required(row, "parts", String.class), PARTS);
    List<PartKey> keys = json.readValue(required(row, "answer_key", String.class), KEYS);
    return new KeyedQuestion(
        required(row, "number", Integer.class),
        QuestionType.valueOf(required(row, "type", String.class)),
        required(row, "points", BigDecimal.class),
        IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    new KeyedPart(
                        parts.get(i).kind(),
                        parts.get(i).options(),
                        parts.get(i).label(),
                        keys.get(i).choices(),
                        keys.get(i).texts(),
                        keys.get(i).credit()))
            .toList());
  }

  @Override
  public Mono<Map<UUID, ActiveExam>> among(Collection<UUID> exams) {
    if (exams.isEmpty()) {
      return Mono.just(Map.of());
    }
    return database
        .sql(
            """
            select e.id, e.access_code, v.version, v.timer_minutes
            from exam e join exam_version v on v.exam_id = e.id and v.version = e.active_version
            where e.id = any(:ids) and e.deleted_at is null
            """)
        .bind("ids", exams.toArray(UUID[]::new))
        .map(
            row ->
                Map.entry(
                    required(row, "id", UUID.class),
                    new ActiveExam(
                        required(row, "version", Integer.class),
                        Duration.ofMinutes(required(row, "timer_minutes", Integer.class)),
                        row.get("access_code", String.class))))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static VersionRow versionRow(Readable row) {
    String url = row.get("booklet_url", String.class);
    return new VersionRow(
        required(row, "id", UUID.class),
        required(row, "name", String.class),
        required(row, "created_by", String.class),
        row.get("created_by_name", String.class),
        required(row, "shared", Boolean.class),
        row.get("access_code", String.class),
        required(row, "version", Integer.class),
        row.get("active_version", Integer.class),
        required(row, "timer_minutes", Integer.class),
        required(row, "question_count", Integer.class),
        required(row, "options", Integer.class),
        required(row, "pass_percent", Integer.class),
        required(row, "split_pages", Boolean.class),
        required(row, "skip_first_left_half", Boolean.class),
        required(row, "level_change", Boolean.class),
        required(row, "answer_review", Boolean.class),
        url == null
            ? null
            : new MediaRef(
                url,
                required(row, "booklet_pages", Integer.class),
                required(row, "booklet_bytes", Long.class)),
        required(row, "changed_at", Instant.class));
  }

  static <T> T required(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }
}
