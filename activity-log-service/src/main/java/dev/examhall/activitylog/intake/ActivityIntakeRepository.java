package dev.examhall.activitylog.intake;

import dev.examhall.activitylog.chain.Content;
import dev.examhall.activitylog.chain.Sealing;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
class ActivityIntakeRepository {

  /** One statement for a batch, an array for a column: a row each took 14 times as long. */
  private static final String INSERT =
      """
      INSERT INTO activity (id, at, kind, actor_type, actor_id, actor_name, verb, object_type,
        object_id, exam_id, session_id, severity, message, details, service, trace_id,
        schema_version, salt, leaf)
      SELECT e.id, timestamptz 'epoch' + e.at * interval '1 microsecond', e.kind, e.actor_type,
        e.actor_id, e.actor_name, e.verb, e.object_type, e.object_id, e.exam_id, e.session_id,
        e.severity, e.message, CAST(e.details AS json), e.service, e.trace_id, e.schema_version,
        e.salt, substring(CAST(:leaves AS bytea) FROM (CAST(e.n AS int) - 1) * 32 + 1 FOR 32)
      FROM unnest(CAST(:ids AS uuid[]), CAST(:ats AS bigint[]), CAST(:kinds AS text[]),
        CAST(:actorTypes AS text[]), CAST(:actorIds AS text[]), CAST(:actorNames AS text[]),
        CAST(:verbs AS text[]), CAST(:objectTypes AS text[]), CAST(:objectIds AS text[]),
        CAST(:exams AS uuid[]), CAST(:sessions AS uuid[]), CAST(:severities AS text[]),
        CAST(:messages AS text[]), CAST(:details AS text[]), CAST(:services AS text[]),
        CAST(:traces AS text[]), CAST(:versions AS int[]), CAST(:salts AS uuid[]))
        WITH ORDINALITY AS e(id, at, kind, actor_type, actor_id, actor_name, verb, object_type,
          object_id, exam_id, session_id, severity, message, details, service, trace_id,
          schema_version, salt, n)
      ON CONFLICT (id) DO NOTHING
      """;

  private final DatabaseClient database;

  ActivityIntakeRepository(DatabaseClient database) {
    this.database = database;
  }

  /**
   * What the log holds under an id.
   *
   * @param salt absent where there is nothing to compare with: it was erased, or is older than the
   *     chain
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Held(UUID id, @Nullable UUID salt, byte[] leaf) {}

  /** Emits how many of them were not there before; all or none are stored. */
  Mono<Long> store(List<SealedActivity> activities) {
    ByteBuffer leaves = ByteBuffer.allocate(activities.size() * Sealing.BYTES);
    activities.forEach(activity -> leaves.put(activity.leaf()));
    List<Content> contents = activities.stream().map(SealedActivity::content).toList();
    return database
        .sql(INSERT)
        .bind("ids", column(contents, Content::id, UUID[]::new))
        .bind("ats", column(contents, content -> micros(content.at()), Long[]::new))
        .bind("kinds", column(contents, Content::kind, String[]::new))
        .bind("actorTypes", column(contents, Content::actorType, String[]::new))
        .bind("actorIds", column(contents, Content::actorId, String[]::new))
        .bind("actorNames", column(contents, Content::actorName, String[]::new))
        .bind("verbs", column(contents, Content::verb, String[]::new))
        .bind("objectTypes", column(contents, Content::objectType, String[]::new))
        .bind("objectIds", column(contents, Content::objectId, String[]::new))
        .bind("exams", column(contents, Content::examId, UUID[]::new))
        .bind("sessions", column(contents, Content::sessionId, UUID[]::new))
        .bind("severities", column(contents, Content::severity, String[]::new))
        .bind("messages", column(contents, Content::message, String[]::new))
        .bind("details", column(contents, Content::details, String[]::new))
        .bind("services", column(contents, Content::service, String[]::new))
        .bind("traces", column(contents, Content::traceId, String[]::new))
        .bind("versions", column(contents, Content::schemaVersion, Integer[]::new))
        .bind("salts", activities.stream().map(SealedActivity::salt).toArray(UUID[]::new))
        .bind("leaves", leaves.flip())
        .fetch()
        .rowsUpdated();
  }

  /** What the log holds under these ids. */
  Flux<Held> held(List<UUID> ids) {
    return database
        .sql("SELECT id, salt, leaf FROM activity WHERE id = ANY(:ids)")
        .bind("ids", ids.toArray(UUID[]::new))
        .map(ActivityIntakeRepository::row)
        .all();
  }

  /** Who made an exam may read what belongs to it. */
  Mono<Void> own(UUID exam, String owner) {
    return database
        .sql(
            "INSERT INTO exam_owner (exam_id, owner_id) VALUES (:exam, :owner) ON CONFLICT DO"
                + " NOTHING")
        .bind("exam", exam)
        .bind("owner", owner)
        .then();
  }

  /** Who reads an exam that is shared reads what belongs to it; the latest word counts. */
  Mono<Void> share(UUID exam, boolean shared, Instant at) {
    return database
        .sql(
            """
            INSERT INTO exam_sharing AS s (exam_id, shared, at) VALUES (:exam, :shared, :at)
            ON CONFLICT (exam_id) DO UPDATE SET shared = excluded.shared, at = excluded.at
            WHERE s.at < excluded.at
            """)
        .bind("exam", exam)
        .bind("shared", shared)
        .bind("at", at.atOffset(ZoneOffset.UTC))
        .then();
  }

  private static Held row(Readable row) {
    ByteBuffer leaf = Objects.requireNonNull(row.get("leaf", ByteBuffer.class));
    byte[] bytes = new byte[leaf.remaining()];
    leaf.get(bytes);
    return new Held(
        Objects.requireNonNull(row.get("id", UUID.class)), row.get("salt", UUID.class), bytes);
  }

  private static <T> T[] column(
      List<Content> contents, Function<Content, @Nullable T> part, IntFunction<T[]> array) {
    return contents.stream().map(part).toArray(array);
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
