package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;

import io.netty.channel.EventLoopGroup;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes the answers of all who save at a moment in one statement, and so with one commit. It takes
 * what can be written at once and leaves everything else to {@link AnswerRepository}, which says
 * why something is refused.
 */
final class JointAnswerRepository {

  /**
   * As {@link AnswerRepository#save} does for one. Nobody waits for somebody else's session: one
   * that is locked is left out. Rows are written in the order of their key, so that two statements
   * never wait for each other.
   */
  private static final String SAVES =
      """
      with sent as (
        select id, decode(token, 'hex') as token, number, revision, writer, parts,
          timestamptz 'epoch' + at * interval '1 microsecond' as at, place
        from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::text[], $6::bigint[], $9::int[])
          with ordinality as sent (id, token, number, revision, parts, at, writer, place)
      ), s as (
        select s.id, s.exam_id, s.state, s.deadline, s.paused_at, v.question_count,
          s.writer,
          sent.number, sent.revision, sent.writer as sent_writer, sent.parts, sent.at, sent.place
        from sent
          join session s on s.id = sent.id
            and (s.token_hash = sent.token or sent.token = any(s.device_tokens))
          join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
        where coalesce(s.deadline, s.matched_at) + make_interval(secs => $7) > sent.at
        for share of s skip locked
      ), w as (
        insert into answer as a (session_id, number, revision, parts, saved_at, late)
        select s.id, s.number, s.revision, s.parts::json, s.at, s.paused_at is null and s.at > s.deadline
        from s
        where s.state = 'RUNNING'
          and (s.paused_at is not null or s.at <= s.deadline + make_interval(secs => $8))
          and s.number <= s.question_count
          and (s.sent_writer is null or s.sent_writer = s.writer)
        order by s.id, s.number
        on conflict (session_id, number) do update
          set revision = excluded.revision, parts = excluded.parts, saved_at = excluded.saved_at,
            late = excluded.late
          where a.revision < excluded.revision
        returning a.session_id, a.number, a.saved_at, a.late
      )
      select s.place, s.exam_id, w.saved_at, w.late
      from w join s on s.id = w.session_id and s.number = w.number
      """;

  private final JointRepository<Save, Written> joint;
  private final double tokenSeconds;
  private final double graceSeconds;

  JointAnswerRepository(
      EventLoopGroup loops, ConnectionFactory connections, Duration tokenLife, Duration grace) {
    this.joint = new JointRepository<>(loops, connections, Save::place, this::write);
    this.tokenSeconds = tokenLife.toSeconds();
    this.graceSeconds = grace.toMillis() / 1000.0;
  }

  /**
   * Writes an answer.
   *
   * @param writer the number of the page that saves; null for one from before there were numbers
   * @param parts JSON
   * @return what was written, when it is committed; empty if it was not, whatever the reason: then
   *     {@link AnswerRepository#save} knows more. Fails when the database cannot be asked; it may
   *     have been written then, or not
   */
  Mono<Written> save(
      UUID sessionId,
      StudentToken token,
      int number,
      int revision,
      @Nullable Integer writer,
      String parts,
      Instant now) {
    return joint.ask(
        new Save(
            sessionId,
            HexFormat.of().formatHex(token.hash()),
            number,
            revision,
            writer,
            parts,
            now));
  }

  /** One is an answer that somebody waits to have saved. */
  private record Save(
      UUID sessionId,
      String token,
      int number,
      int revision,
      @Nullable Integer writer,
      String parts,
      Instant at) {

    /** PostgreSQL writes a row once in a statement. */
    Place place() {
      return new Place(sessionId, number);
    }
  }

  private record Place(UUID sessionId, int number) {}

  /** What was written for an exam's session. */
  record Written(UUID examId, Instant savedAt, boolean late) {}

  private Mono<Function<Save, @Nullable Written>> write(Connection connection, List<Save> batch) {
    return Flux.from(
            connection
                .createStatement(SAVES)
                .bind("$1", batch.stream().map(Save::sessionId).toArray(UUID[]::new))
                .bind("$2", batch.stream().map(Save::token).toArray(String[]::new))
                .bind("$3", batch.stream().map(Save::number).toArray(Integer[]::new))
                .bind("$4", batch.stream().map(Save::revision).toArray(Integer[]::new))
                .bind("$5", batch.stream().map(Save::parts).toArray(String[]::new))
                .bind("$6", batch.stream().map(save -> micros(save.at())).toArray(Long[]::new))
                .bind("$7", tokenSeconds)
                .bind("$8", graceSeconds)
                .bind("$9", batch.stream().map(Save::writer).toArray(Integer[]::new))
                .execute())
        .flatMap(result -> result.map((row, columns) -> written(row)))
        // waits for the statement's end, and so for the commit
        .collectMap(row -> batch.get(row.index()), Numbered::written)
        .map(rows -> rows::get);
  }

  private record Numbered(int index, Written written) {}

  private static Numbered written(Row row) {
    return new Numbered(
        required(row, "place", Long.class).intValue() - 1,
        new Written(
            required(row, "exam_id", UUID.class),
            required(row, "saved_at", Instant.class),
            required(row, "late", Boolean.class)));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
