package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads all sessions that are under way in one row: thousands of rows would cost the driver more
 * than they cost PostgreSQL.
 */
@Repository
class LiveRepository {

  private static final String UNDER_WAY =
      """
      with s as materialized (
        select * from session
        where state in ('STARTED', 'RUNNING') or (state = 'MATCHED' and matched_at > :waitingSince)
      )
      select
        (select coalesce(json_agg(json_build_array(e.id, e.name, e.shared, e.created_by) order by e.name, e.id), '[]')
          from exam e where e.id in (select exam_id from s))::text as exams,
        (select coalesce(json_agg(json_build_array(
            s.id, s.exam_id, s.student_name, s.school, s.grade, s.level_name, s.state,
            micros(s.matched_at), micros(s.started_at), micros(s.clock_started_at), micros(s.deadline), micros(s.paused_at),
            v.question_count, a.answered, micros(a.saved_at), coalesce(o.streams, 0), micros(o.heard_at), o.unsent,
            micros(o.unsent_at), coalesce(t.plays, 0), coalesce(t.over, 0))), '[]')
          from s
            join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
            cross join lateral (
              select count(*) as answered, max(saved_at) as saved_at from answer a where a.session_id = s.id) a
            left join (
              select p.session_id, sum(p.streams) filter (where i.alive_at > :aliveSince) as streams,
                max(p.heard_at) as heard_at, max(p.unsent_at) as unsent_at,
                (array_agg(p.unsent order by p.unsent_at desc nulls last))[1] as unsent
              from open_page p join page_instance i on i.id = p.instance
              group by p.session_id) o on o.session_id = s.id
            left join (
              select p.session_id, count(*) as plays, count(*) filter (where p.over_limit) as over
              from track_play p where p.session_id in (select id from s)
              group by p.session_id) t on t.session_id = s.id)::text as sessions
      """;

  private final DatabaseClient database;
  private final LiveProperties properties;
  private final ObjectReader sessions = reader(LiveFacts.class);
  private final ObjectReader exams = reader(LiveExam.class);

  LiveRepository(DatabaseClient database, LiveProperties properties) {
    this.database = database;
    this.properties = properties;
  }

  /** A row is an array, in the order of the record's components. */
  private static ObjectReader reader(Class<?> row) {
    ObjectMapper arrays =
        JsonMapper.builder()
            .withConfigOverride(
                row, each -> each.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)))
            .build();
    return arrays.readerForListOf(row);
  }

  /**
   * What one look finds.
   *
   * @param sessions under way, or waiting at the notice for not too long
   * @param exams those they take, by name
   */
  record Found(List<LiveFacts> sessions, List<LiveExam> exams) {}

  Mono<Found> underWay(Instant now) {
    return database
        .sql(UNDER_WAY)
        .bind("aliveSince", utc(now.minus(properties.writeEvery().multipliedBy(10))))
        .bind("waitingSince", utc(now.minus(properties.waitingFor())))
        .map(
            row ->
                new Found(
                    sessions.readValue(required(row, "sessions", String.class)),
                    exams.readValue(required(row, "exams", String.class))))
        .one();
  }
}
