package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Notice;
import io.r2dbc.spi.Readable;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Notices that are still to be delivered, in PostgreSQL. */
final class WaitingNoticeRepository {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DatabaseClient database;

  WaitingNoticeRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Completes when all are stored; storing one again changes nothing. */
  Mono<Void> keep(List<WaitingNotice> waiting) {
    return Flux.fromIterable(waiting)
        .concatMap(
            one ->
                database
                    .sql(
                        """
                        INSERT INTO notice_waiting (id, receiver, at, notice)
                        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                        """)
                    .bind(0, one.id())
                    .bind(1, one.receiver())
                    .bind(2, one.notice().at().atOffset(ZoneOffset.UTC))
                    .bind(3, JSON.writeValueAsString(one.notice()))
                    .then())
        .then();
  }

  Mono<Void> forget(Collection<UUID> ids) {
    return database
        .sql("DELETE FROM notice_waiting WHERE id = ANY($1)")
        .bind(0, ids.toArray(UUID[]::new))
        .then();
  }

  /** The oldest first. */
  Flux<WaitingNotice> all(int limit) {
    return database
        .sql("SELECT id, receiver, notice FROM notice_waiting ORDER BY id LIMIT $1")
        .bind(0, limit)
        .map(WaitingNoticeRepository::waiting)
        .all();
  }

  private static WaitingNotice waiting(Readable row) {
    return new WaitingNotice(
        Objects.requireNonNull(row.get("id", UUID.class)),
        Objects.requireNonNull(row.get("receiver", String.class)),
        JSON.readValue(Objects.requireNonNull(row.get("notice", String.class)), Notice.class));
  }
}
