package dev.examhall.examrender.results;

import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;

/** Time by question as the database adds it up over a session's devices. */
final class QuestionTimes {

  /** Seconds of questions 1, 2, 3 … of session {@code s}; null where no device said anything. */
  static final String COLUMN =
      """
      (select array_agg(b.seconds order by b.number) from (
        select u.number, sum(u.seconds)::integer as seconds
        from question_time t, unnest(t.seconds) with ordinality as u (seconds, number)
        where t.session_id = s.id group by u.number) b) as times
      """;

  /** The same of one session, {@code :id}. */
  static final String OF_SESSION = "select " + COLUMN + " from session s where s.id = :id";

  private QuestionTimes() {}

  static List<Integer> of(Readable row) {
    Integer[] times = row.get("times", Integer[].class);
    return times == null ? List.of() : Arrays.asList(times);
  }
}
