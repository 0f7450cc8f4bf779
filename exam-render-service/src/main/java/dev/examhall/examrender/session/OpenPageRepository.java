package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.utc;

import dev.examhall.examrender.session.OpenPages.Page;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Rows of what instances know of open pages. */
@Repository
class OpenPageRepository {

  private final DatabaseClient database;

  OpenPageRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Says that the instance is alive. */
  Mono<Void> alive(UUID instance, Instant now) {
    return database
        .sql(
            """
            insert into page_instance (id, alive_at) values (:instance, :now)
            on conflict (id) do update set alive_at = excluded.alive_at
            """)
        .bind("instance", instance)
        .bind("now", utc(now))
        .then();
  }

  /** Writes what an instance knows of some sessions' pages, in one statement. */
  Mono<Void> write(UUID instance, List<Page> pages) {
    return database
        .sql(
            """
            insert into open_page as o (session_id, instance, streams, heard_at, unsent, unsent_at)
            select p.session_id, :instance, p.streams, p.heard_at, p.unsent, p.unsent_at
            from unnest(:sessions, :streams, :heard, :unsent, :said)
              as p (session_id, streams, heard_at, unsent, unsent_at)
            on conflict (session_id, instance) do update set streams = excluded.streams, heard_at = excluded.heard_at,
              unsent = excluded.unsent, unsent_at = excluded.unsent_at
            """)
        .bind("instance", instance)
        .bind("sessions", pages.stream().map(Page::sessionId).toArray(UUID[]::new))
        .bind("streams", pages.stream().map(Page::streams).toArray(Integer[]::new))
        .bind(
            "heard", pages.stream().map(page -> utc(page.heardAt())).toArray(OffsetDateTime[]::new))
        .bind("unsent", pages.stream().map(Page::unsent).toArray(Integer[]::new))
        .bind(
            "said",
            pages.stream().map(page -> time(page.unsentAt())).toArray(OffsetDateTime[]::new))
        .then();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : utc(at);
  }

  /** Forgets what is of no use to anybody any more. */
  Mono<Void> forget(Instant before) {
    return database
        .sql("delete from open_page where heard_at < :before and streams = 0")
        .bind("before", utc(before))
        .then()
        .then(
            database
                .sql(
                    """
                    with gone as (delete from page_instance where alive_at < :before returning id)
                    delete from open_page where instance in (select id from gone)
                    """)
                .bind("before", utc(before))
                .then());
  }
}
