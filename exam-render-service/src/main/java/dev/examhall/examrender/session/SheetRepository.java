package dev.examhall.examrender.session;

import io.netty.channel.EventLoopGroup;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the attempts of all who open the exam page at a moment in one statement, so that opening
 * pages and saving answers never wait for each other.
 */
final class SheetRepository implements SheetReader {

  /**
   * Times in {@code on_page} are JSON already. What is not is left to {@link #members}: a processor
   * of the database is dearer. Few have played a track, and to group nothing takes longer than to
   * see that there is nothing.
   */
  private static final String SHEETS =
      """
      select s.id, s.token_hash, s.exam_id, s.exam_version, s.student_name, s.state, s.deadline, s.paused_at,
        coalesce(s.deadline, s.matched_at), s.device_tokens::text,
        s.position_question, s.position_page, array_to_string(s.seen, ','), array_to_string(s.flagged, ','),
        v.level_change, s.writer,
        (select string_agg(a.on_page, ',') from answer a where a.session_id = s.id),
        case when exists (select from track_play p where p.session_id = s.id) then (
            select string_agg(
              '"' || p.track_id || '":{"used":' || p.used || ',"limit":' || coalesce(p.play_limit::text, 'null')
                || ',"current":' || coalesce(p.current::text, 'null') || '}', ',')
            from (
              select p.track_id, count(*) as used, max(t.play_limit) as play_limit,
                (array_agg(json_build_object('id', p.id, 'positionSeconds', p.position_seconds)
                  order by p.started_at desc) filter (where not p.ended))[1] as current
              from track_play p
                left join audio_track t
                  on t.exam_id = s.exam_id and t.version = s.exam_version and t.id = p.track_id
              where p.session_id = s.id
              group by p.track_id) p)
          end
      from session s join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
      where s.id = any($1)
      """;

  private final JointRepository<Wanted, SessionSheet> joint;
  private final Duration tokenLife;
  private final Clock clock;

  SheetRepository(
      EventLoopGroup loops, ConnectionFactory connections, Duration tokenLife, Clock clock) {
    this.joint = new JointRepository<>(loops, connections, Wanted::asked, this::sheets);
    this.tokenLife = tokenLife;
    this.clock = clock;
  }

  @Override
  public Mono<SessionSheet> read(UUID sessionId, StudentToken token) {
    return joint.ask(new Wanted(sessionId, token.hash(), new Object()));
  }

  /**
   * Somebody waits for this.
   *
   * @param asked several may ask for the same
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Wanted(UUID id, byte[] tokenHash, Object asked) {}

  /** What the database holds of one session. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Stored(
      SessionSheet sheet, byte[] tokenHash, @Nullable String deviceTokens, Instant countsFrom) {

    boolean isFor(byte[] token) {
      return MessageDigest.isEqual(tokenHash, token)
          || (deviceTokens != null && deviceTokens.contains(HexFormat.of().formatHex(token)));
    }
  }

  private Mono<Function<Wanted, @Nullable SessionSheet>> sheets(
      Connection connection, List<Wanted> batch) {
    UUID[] ids = batch.stream().map(Wanted::id).distinct().toArray(UUID[]::new);
    Instant now = clock.instant();
    return Flux.from(connection.createStatement(SHEETS).bind("$1", ids).execute())
        .flatMap(result -> result.map((row, columns) -> stored(row, now)))
        .collectMap(row -> row.sheet().id())
        .map(rows -> wanted -> sheet(rows.get(wanted.id()), wanted, now));
  }

  private @Nullable SessionSheet sheet(@Nullable Stored stored, Wanted wanted, Instant now) {
    return stored != null
            && stored.isFor(wanted.tokenHash())
            && stored.countsFrom().plus(tokenLife).isAfter(now)
        ? stored.sheet()
        : null;
  }

  private static Stored stored(Row row, Instant now) {
    return new Stored(
        new SessionSheet(
            required(row, 0, UUID.class),
            required(row, 2, UUID.class),
            required(row, 3, Integer.class),
            required(row, 4, String.class),
            SessionState.valueOf(required(row, 5, String.class)),
            row.get(6, Instant.class),
            row.get(7, Instant.class),
            members(row),
            now),
        required(row, 1, byte[].class),
        row.get(9, String.class),
        required(row, 8, Instant.class));
  }

  /** Members of a JSON object: all of it is numbers, times and what is JSON already. */
  private static String members(Row row) {
    String answers = row.get(16, String.class);
    StringBuilder json = new StringBuilder((answers == null ? 0 : answers.length()) + 300);
    json.append("\"position\":{\"question\":").append(required(row, 10, Integer.class));
    json.append(",\"page\":").append(required(row, 11, Integer.class));
    json.append("},\"seen\":[").append(required(row, 12, String.class));
    json.append("],\"flagged\":[").append(required(row, 13, String.class));
    json.append("],\"levelChange\":").append(required(row, 14, Boolean.class));
    json.append(",\"writer\":").append(required(row, 15, Integer.class));
    json.append(",\"answers\":{").append(answers == null ? "" : answers);
    String plays = row.get(17, String.class);
    json.append("},\"plays\":{").append(plays == null ? "" : plays);
    return json.append('}').toString();
  }

  private static <T> T required(Row row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }
}
