package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of resume codes, and the devices that came with one. */
@Repository
class ResumeCodeRepository {

  /** The oldest of more is shut out; the device on which the session began never is. */
  private static final int DEVICES = 8;

  private final DatabaseClient database;
  private final Duration tokenLife;

  ResumeCodeRepository(DatabaseClient database, SessionProperties properties) {
    this.database = database;
    this.tokenLife = properties.tokenLife();
  }

  /** What is stored of a session's code. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  record Kept(int made, byte[] hash) {}

  /** A session that a code opens. */
  record Opened(UUID sessionId, int made) {}

  /** A session that a device was let into. */
  record Admitted(
      UUID sessionId,
      UUID examId,
      String studentName,
      Instant matchedAt,
      @Nullable Instant endedAt) {}

  /** Empty where no code was made yet. */
  Mono<Kept> find(UUID sessionId) {
    return database
        .sql("select made, hash from resume_code where session_id = :id")
        .bind("id", sessionId)
        .map(
            row ->
                new Kept(required(row, "made", Integer.class), required(row, "hash", byte[].class)))
        .one();
  }

  /**
   * Stores a code in the place of those with lower numbers.
   *
   * @return false if a later one is there, or another session has the very same
   */
  Mono<Boolean> make(UUID sessionId, int made, byte[] hash) {
    return database
        .sql(
            """
            insert into resume_code as r (session_id, made, hash)
            select :id, :made, :hash where not exists (select from resume_code where hash = :hash)
            on conflict (session_id) do update set made = excluded.made, hash = excluded.hash
              where r.made < excluded.made
            """)
        .bind("id", sessionId)
        .bind("made", made)
        .bind("hash", hash)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  /**
   * Locks the session that a code opens, while its students' cookies are good.
   *
   * @param hashes all that may be stored of the code, in hexadecimal digits
   */
  Mono<Opened> open(String[] hashes, Instant now) {
    return opened("r.hash in (select decode(h, 'hex') from unnest(:hashes) as h)", hashes, now)
        .map(ResumeCodeRepository::opened)
        .one();
  }

  /**
   * As {@link #open}, with a code that was used up by this very form a moment ago, whose answer may
   * have been lost.
   */
  Mono<Opened> openAgain(String[] hashes, byte[] form, Instant since, Instant now) {
    return opened(
            "r.used_hash in (select decode(h, 'hex') from unnest(:hashes) as h) and r.used_by ="
                + " :form and r.used_at > :since",
            hashes,
            now)
        .bind("form", form)
        .bind("since", utc(since))
        .map(ResumeCodeRepository::opened)
        .one();
  }

  private DatabaseClient.GenericExecuteSpec opened(String condition, String[] hashes, Instant now) {
    return database
        .sql(
            """
            select s.id, r.made from resume_code r join session s on s.id = r.session_id
            where coalesce(s.deadline, s.matched_at) + make_interval(secs => :tokenSeconds) > :now and
            """
                + condition
                + " for update of s, r")
        .bind("hashes", hashes)
        .bind("tokenSeconds", (double) tokenLife.toSeconds())
        .bind("now", utc(now));
  }

  private static Opened opened(Readable row) {
    return new Opened(required(row, "id", UUID.class), required(row, "made", Integer.class));
  }

  /** Notes which form used the code that the session has now. */
  Mono<Void> use(UUID sessionId, byte[] form, Instant now) {
    return database
        .sql(
            "update resume_code set used_hash = hash, used_by = :form, used_at = :now"
                + " where session_id = :id")
        .bind("id", sessionId)
        .bind("form", form)
        .bind("now", utc(now))
        .then();
  }

  /** Lets a device into a session and those that followed it. */
  Flux<Admitted> admit(UUID sessionId, StudentToken device) {
    return database
        .sql(
            """
            with recursive later as (
              select id from session where id = :id
              union select n.id from session n join later l on n.follows = l.id)
            update session s
            set device_tokens = (coalesce(s.device_tokens, '{}'::bytea[]))[
              greatest(1, coalesce(cardinality(s.device_tokens), 0) - :others + 1):] || :token
            from later l where s.id = l.id
            returning s.id, s.exam_id, s.student_name, s.matched_at, s.ended_at
            """)
        .bind("id", sessionId)
        .bind("token", device.hash())
        .bind("others", DEVICES - 1)
        .map(
            row ->
                new Admitted(
                    required(row, "id", UUID.class),
                    required(row, "exam_id", UUID.class),
                    required(row, "student_name", String.class),
                    required(row, "matched_at", Instant.class),
                    row.get("ended_at", Instant.class)))
        .all();
  }
}
