package dev.examhall.activitylog.rights;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class RightsRepository {

  private final DatabaseClient database;

  RightsRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Whether the exam is that teacher's, or shared with all. */
  Mono<Boolean> mayRead(String owner, UUID exam) {
    return database
        .sql(
            """
            SELECT EXISTS (SELECT FROM exam_owner WHERE exam_id = :exam AND owner_id = :owner)
              OR EXISTS (SELECT FROM exam_sharing WHERE exam_id = :exam AND shared)
            """)
        .bind("exam", exam)
        .bind("owner", owner)
        .map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class)))
        .one();
  }

  /** Whether the session belongs to exams of other teachers alone, none of them shared. */
  Mono<Boolean> isSomebodyElses(String owner, UUID session) {
    return database
        .sql(
            """
            SELECT count(*) > 0 AND count(o.exam_id) = 0 AND count(h.exam_id) = 0
            FROM (SELECT DISTINCT exam_id FROM activity
                  WHERE session_id = :session AND exam_id IS NOT NULL) s
            LEFT JOIN exam_owner o ON o.exam_id = s.exam_id AND o.owner_id = :owner
            LEFT JOIN exam_sharing h ON h.exam_id = s.exam_id AND h.shared
            """)
        .bind("session", session)
        .bind("owner", owner)
        .map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class)))
        .one();
  }
}
