package dev.examhall.examrender.session;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Reads the attempts of all who open the exam page at a moment in one statement. A read that comes
 * while others are on their way waits for the next statement, as commits wait for each other in a
 * database's log: nobody waits for a timer, and the more come, the less each costs. A few
 * connections of its own, so that opening pages and saving answers never wait for each other.
 */
final class SheetRepository implements SheetReader {

  private static final Logger log = LoggerFactory.getLogger(SheetRepository.class);

  /** With another one, PostgreSQL works on the next statement while we read the last one's rows. */
  private static final int CONNECTIONS = 2;

  private static final int LARGEST_BATCH = 64;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /**
   * JSON is put together as text: all of it is numbers, times and what is JSON already, and the
   * database's own builders take three times as long.
   */
  private static final String SHEETS =
      """
      select s.id, s.token_hash, s.exam_id, s.exam_version, s.student_name, s.state, s.deadline, s.paused_at,
        coalesce(s.deadline, s.matched_at),
        concat(
          '"position":{"question":', s.position_question, ',"page":', s.position_page,
          '},"seen":[', array_to_string(s.seen, ','), '],"flagged":[', array_to_string(s.flagged, ','),
          '],"levelChange":', v.level_change::text,
          ',"answers":{', (
            select string_agg(
              '"' || a.number || '":{"revision":' || a.revision || ',"savedAt":' || to_json(a.saved_at)
                || ',"late":' || a.late::text || ',"parts":' || a.parts::text || '}', ',' order by a.number)
            from answer a where a.session_id = s.id),
          '},"plays":{', (
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
              group by p.track_id) p),
          '}')
      from session s join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
      where s.id = any($1)
      """;

  private final Queue<Lane> idle = new ConcurrentLinkedQueue<>();
  private final Queue<Wanted> waiting = new ConcurrentLinkedQueue<>();
  private final ConnectionFactory connections;
  private final Duration tokenLife;
  private final Clock clock;

  SheetRepository(ConnectionFactory connections, Duration tokenLife, Clock clock) {
    this.connections = connections;
    this.tokenLife = tokenLife;
    this.clock = clock;
    Stream.generate(Lane::new).limit(CONNECTIONS).forEach(idle::add);
  }

  @Override
  public Mono<SessionSheet> read(UUID sessionId, StudentToken token) {
    return Mono.create(
        sink -> {
          waiting.add(new Wanted(sessionId, token.hash(), sink));
          send();
        });
  }

  /** Somebody waits for this. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Wanted(UUID id, byte[] tokenHash, MonoSink<SessionSheet> sink) {}

  /** What the database holds of one session. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Stored(SessionSheet sheet, byte[] tokenHash, Instant countsFrom) {}

  /** Sends what waits, as long as there is a connection that nobody uses. */
  private void send() {
    while (!waiting.isEmpty()) {
      Lane lane = idle.poll();
      if (lane == null) {
        return; // whoever uses one looks again afterwards
      }
      List<Wanted> batch = take();
      if (batch.isEmpty()) {
        idle.add(lane);
      } else {
        lane.read(batch);
      }
    }
  }

  private List<Wanted> take() {
    List<Wanted> batch = new ArrayList<>();
    Wanted next;
    while (batch.size() < LARGEST_BATCH && (next = waiting.poll()) != null) {
      batch.add(next);
    }
    return batch;
  }

  private void answer(List<Wanted> batch, List<Stored> rows, Instant now) {
    Map<UUID, Stored> byId = HashMap.newHashMap(rows.size());
    rows.forEach(row -> byId.put(row.sheet().id(), row));
    for (Wanted wanted : batch) {
      Stored stored = byId.get(wanted.id());
      if (stored != null
          && MessageDigest.isEqual(stored.tokenHash(), wanted.tokenHash())
          && stored.countsFrom().plus(tokenLife).isAfter(now)) {
        wanted.sink().success(stored.sheet());
      } else {
        wanted.sink().success();
      }
    }
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
            required(row, 9, String.class),
            now),
        required(row, 1, byte[].class),
        required(row, 8, Instant.class));
  }

  private static <T> T required(Row row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }

  /** One connection, which only one statement uses at a time. */
  private final class Lane {

    private @Nullable Connection connection;

    void read(List<Wanted> batch) {
      Connection used = connection;
      rows(batch)
          // a connection that was good may be gone since: the database was started again
          .onErrorResume(
              failure -> {
                drop();
                return used == null ? Mono.error(failure) : rows(batch);
              })
          .subscribe(
              read -> {
                next();
                answer(batch, read.rows(), read.at());
              },
              failure -> {
                drop();
                // who came meanwhile would only wait as long for the same
                List<Wanted> all = new ArrayList<>(batch);
                for (Wanted next = waiting.poll(); next != null; next = waiting.poll()) {
                  all.add(next);
                }
                next();
                all.forEach(wanted -> wanted.sink().error(failure));
              });
    }

    private record Read(List<Stored> rows, Instant at) {}

    private Mono<Read> rows(List<Wanted> batch) {
      UUID[] ids = batch.stream().map(Wanted::id).distinct().toArray(UUID[]::new);
      return Mono.defer(
              () -> {
                Instant now = clock.instant();
                return connected()
                    .flatMapMany(
                        open -> Flux.from(open.createStatement(SHEETS).bind("$1", ids).execute()))
                    .flatMap(result -> result.map((row, columns) -> stored(row, now)))
                    .collectList()
                    .map(rows -> new Read(rows, now));
              })
          .timeout(LONGEST);
    }

    private Mono<Connection> connected() {
      Connection open = connection;
      return open != null
          ? Mono.just(open)
          : Mono.<Connection>from(connections.create()).doOnNext(made -> connection = made);
    }

    private void next() {
      idle.add(this);
      send();
    }

    private void drop() {
      Connection broken = connection;
      connection = null;
      if (broken != null) {
        Mono.from(broken.close())
            .subscribe(
                closed -> {},
                failure -> log.debug("A connection that failed was not closed", failure));
      }
    }
  }
}
