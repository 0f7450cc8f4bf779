package dev.examhall.monitoring.duty;

import dev.examhall.eventdelivery.lock.SoleWorker;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A lock that belongs to a database session: it is gone as soon as the session is, without any time
 * to wait out, and no clock has to be right.
 */
final class DutyLockRepository {

  private static final Logger log = LoggerFactory.getLogger(DutyLockRepository.class);
  private static final long KEY = 0x6578616d6d6f6eL;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ConnectionFactory connections;
  private volatile @Nullable Connection holder;

  DutyLockRepository(ConnectionFactory connections) {
    this.connections = connections;
  }

  /** Takes the lock, or makes sure that it is still held. Never fails. */
  Mono<Duty.Answer> ask() {
    return Mono.defer(
            () -> {
              Connection held = holder;
              return held == null ? take() : confirm(held);
            })
        .onErrorResume(
            failure -> {
              log.debug("The lock cannot be asked for", failure);
              return release().thenReturn(Duty.Answer.NO_DATABASE);
            });
  }

  private Mono<Duty.Answer> confirm(Connection held) {
    return Flux.from(held.createStatement("SELECT 1").execute())
        .flatMap(result -> result.map((row, metadata) -> row.get(0)))
        .then(Mono.just(Duty.Answer.HELD))
        .timeout(PATIENCE);
  }

  private Mono<Duty.Answer> take() {
    return Mono.from(connections.create())
        .timeout(PATIENCE)
        .flatMap(
            connection ->
                SoleWorker.tryLock(connection, KEY)
                    .timeout(PATIENCE)
                    .flatMap(
                        taken -> {
                          if (taken) {
                            holder = connection;
                            return Mono.just(Duty.Answer.HELD);
                          }
                          return Mono.from(connection.close())
                              .thenReturn(Duty.Answer.TAKEN_BY_ANOTHER);
                        })
                    .onErrorResume(
                        failure ->
                            Mono.from(connection.close())
                                .onErrorComplete()
                                .then(Mono.error(failure))));
  }

  /** Gives the lock back, so that another takes over at once. */
  Mono<Void> release() {
    return Mono.defer(
        () -> {
          Connection held = holder;
          holder = null;
          if (held == null) {
            return Mono.empty();
          }
          return Mono.from(held.createStatement("SELECT pg_advisory_unlock_all()").execute())
              .flatMap(result -> Mono.from(result.getRowsUpdated()))
              .timeout(PATIENCE)
              .onErrorComplete()
              .then(Mono.from(held.close()).timeout(PATIENCE).onErrorComplete());
        });
  }
}
