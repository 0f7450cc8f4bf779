package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Rows of time by question, one for each device of a session. */
@Repository
class TimeSpentRepository {

  /** Somebody who makes up devices fills no table. */
  private static final int MOST_DEVICES = 20;

  /** What was sent together with the submission may arrive after it. */
  private static final Duration LAST_WORDS = Duration.ofMinutes(10);

  private final DatabaseClient database;

  TimeSpentRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Takes totals over where they are higher; calls may come twice and in any order. */
  Mono<Void> add(UUID sessionId, TimeSpent time, Instant now) {
    return database
        .sql(
            """
            insert into question_time as t (session_id, device, seconds)
            select s.id, :device, :seconds from session s
            where s.id = :id and (s.ended_at is null or s.ended_at > :since)
              and (select count(*) from question_time d where d.session_id = s.id and d.device <> :device) < :devices
            on conflict (session_id, device) do update set seconds = (
              select array_agg(greatest(coalesce(b.old, 0), coalesce(b.new, 0)) order by b.number)
              from unnest(t.seconds, excluded.seconds) with ordinality as b (old, new, number))
            """)
        .bind("id", sessionId)
        .bind("device", time.device())
        .bind("seconds", time.seconds().stream().map(Integer::shortValue).toArray(Short[]::new))
        .bind("since", SessionRepository.utc(now.minus(LAST_WORDS)))
        .bind("devices", MOST_DEVICES)
        .then();
  }
}
