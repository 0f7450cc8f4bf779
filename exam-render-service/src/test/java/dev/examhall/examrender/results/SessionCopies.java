package dev.examhall.examrender.results;

import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;

/** Makes many ended sessions of one, which were too slow to take one by one. */
final class SessionCopies {

  /** A statement may not take long. */
  private static final int AT_ONCE = 200;

  private final DatabaseClient database;

  SessionCopies(DatabaseClient database) {
    this.database = database;
  }

  /** Copies a session, with its answers and scores, until there are that many in all. */
  void of(UUID model, int sessions) {
    run("create table copies (n integer, id uuid)");
    run(
        "insert into copies select n, gen_random_uuid() from generate_series(1, %d) n"
            .formatted(sessions - 1));
    for (int from = 1; from < sessions; from += AT_ONCE) {
      String some = "copies c where c.n >= %d and c.n < %d".formatted(from, from + AT_ONCE);
      run(
          """
          insert into session select (jsonb_populate_record(null::session,
            to_jsonb(s) || jsonb_build_object('id', c.id))).* from session s, %s and s.id = '%s'
          """
              .formatted(some, model));
      run(
          """
          insert into answer (session_id, number, revision, parts, saved_at, late)
          select c.id, a.number, a.revision, a.parts, a.saved_at, a.late from answer a, %s
          and a.session_id = '%s'
          """
              .formatted(some, model));
      run(
          """
          insert into question_score (session_id, number, earned, gradable, possible)
          select c.id, q.number, q.earned, q.gradable, q.possible from question_score q, %s
          and q.session_id = '%s'
          """
              .formatted(some, model));
    }
    run("drop table copies");
    run("analyze session, answer, question_score");
  }

  private void run(String statement) {
    database.sql(statement).then().block(Duration.ofMinutes(1));
  }
}
