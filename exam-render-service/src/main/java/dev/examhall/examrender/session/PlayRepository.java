package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Rows of what students heard. Methods join the caller's transaction where there is one. */
@Repository
class PlayRepository {

  private final DatabaseClient database;

  PlayRepository(DatabaseClient database) {
    this.database = database;
  }

  /** What was heard in a session, by track; tracks nobody began are left out. */
  Mono<Map<UUID, TrackPlays>> all(UUID sessionId) {
    return database
        .sql(
            """
            select p.track_id, count(*) as used, max(t.play_limit) as play_limit,
              (array_agg(p.id order by p.started_at desc) filter (where not p.ended))[1] as current_id,
              (array_agg(p.position_seconds order by p.started_at desc) filter (where not p.ended))[1] as position
            from track_play p
              join session s on s.id = p.session_id
              left join audio_track t
                on t.exam_id = s.exam_id and t.version = s.exam_version and t.id = p.track_id
            where p.session_id = :id
            group by p.track_id
            """)
        .bind("id", sessionId)
        .map(row -> Map.entry(required(row, "track_id", UUID.class), plays(row)))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static TrackPlays plays(Readable row) {
    UUID current = row.get("current_id", UUID.class);
    return new TrackPlays(
        Math.toIntExact(required(row, "used", Long.class)),
        row.get("play_limit", Integer.class),
        current == null
            ? null
            : new TrackPlays.Current(current, required(row, "position", Double.class)));
  }

  /**
   * How a session stands with a track; empty if its exam has no such track.
   *
   * @param playId the play asked for, which may be there already
   */
  Mono<Standing> standing(UUID sessionId, UUID trackId, UUID playId) {
    return database
        .sql(
            """
            select t.play_limit,
              (select count(*) from track_play p where p.session_id = s.id and p.track_id = t.id) as used,
              exists (select from track_play p where p.id = :play and p.session_id = s.id and p.track_id = t.id)
                as known
            from session s join audio_track t on t.exam_id = s.exam_id and t.version = s.exam_version
            where s.id = :id and t.id = :track
            """)
        .bind("id", sessionId)
        .bind("track", trackId)
        .bind("play", playId)
        .map(
            row -> {
              Integer limit = row.get("play_limit", Integer.class);
              return new Standing(
                  limit == null ? Integer.MAX_VALUE : limit,
                  Math.toIntExact(required(row, "used", Long.class)),
                  required(row, "known", Boolean.class));
            })
        .one();
  }

  /** Stores a play; those of the track before it have ended. False if the id is taken. */
  Mono<Boolean> insert(
      UUID sessionId, UUID trackId, UUID playId, boolean offline, boolean overLimit, Instant now) {
    return database
        .sql(
            """
            update track_play set ended = true where session_id = :id and track_id = :track and not ended
            """)
        .bind("id", sessionId)
        .bind("track", trackId)
        .then()
        .then(
            database
                .sql(
                    """
                    insert into track_play (id, session_id, track_id, started_at, offline, over_limit)
                    values (:play, :id, :track, :now, :offline, :overLimit)
                    on conflict (id) do nothing
                    """)
                .bind("play", playId)
                .bind("id", sessionId)
                .bind("track", trackId)
                .bind("now", utc(now))
                .bind("offline", offline)
                .bind("overLimit", overLimit)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0));
  }

  /** Remembers how far a play has come; one that ended stays ended. Empty if there is none. */
  Mono<Boolean> move(UUID sessionId, UUID playId, double positionSeconds, boolean ended) {
    return database
        .sql(
            """
            update track_play set position_seconds = :position, ended = ended or :ended
            where id = :play and session_id = :id
            """)
        .bind("play", playId)
        .bind("id", sessionId)
        .bind("position", positionSeconds)
        .bind("ended", ended)
        .fetch()
        .rowsUpdated()
        .filter(rows -> rows > 0)
        .map(rows -> true);
  }

  /**
   * Where a session stands with a track.
   *
   * @param limit plays allowed; {@link Integer#MAX_VALUE} for as many as one likes
   * @param used plays so far
   * @param known whether the play asked for is one of them
   */
  record Standing(int limit, int used, boolean known) {

    boolean spent() {
      return used >= limit;
    }
  }
}
