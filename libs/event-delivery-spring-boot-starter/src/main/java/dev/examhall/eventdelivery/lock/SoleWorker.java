package dev.examhall.eventdelivery.lock;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Work that one instance does: the one whose own connection holds an advisory lock. When its
 * process or its connection dies PostgreSQL frees the lock, and another takes over; whoever lost
 * the lock has lost the connection that it worked on, too.
 */
public final class SoleWorker {

  private static final Logger log = LoggerFactory.getLogger(SoleWorker.class);

  private static final Duration LOCK_POLL = Duration.ofSeconds(3);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String task;
  private final long lock;
  private final Supplier<Mono<PostgresqlConnection>> connections;

  private SoleWorker(String task, long lock, Supplier<Mono<PostgresqlConnection>> connections) {
    this.task = task;
    this.lock = lock;
    this.connections = connections;
  }

  /**
   * @param task for the log, such as {@code relaying the outbox}
   * @param lock a number that nobody else in this database uses for an advisory lock
   * @param pool to whose server connections are opened, outside of it
   * @throws IllegalStateException if the pool does not say where its server is
   */
  public static SoleWorker of(String task, long lock, ConnectionFactory pool) {
    OptionsCapableConnectionFactory pooled = OptionsCapableConnectionFactory.unwrapFrom(pool);
    if (pooled == null) {
      throw new IllegalStateException(
          task + " needs a connection of its own: configure PostgreSQL by spring.r2dbc.*");
    }
    // Not by ConnectionFactories, whose result tracing agents wrap: it is PostgreSQL's own
    // connection that hears notifications, and polling belongs to no trace.
    PostgresqlConnectionFactory unpooled =
        new PostgresqlConnectionFactoryProvider().create(pooled.getOptions());
    return new SoleWorker(task, lock, () -> unpooled.create().cast(PostgresqlConnection.class));
  }

  /**
   * Works from when this instance has the lock until the result is disposed of.
   *
   * @param work on the connection that holds the lock; begun anew on another one whenever it ends
   */
  public Disposable start(Function<PostgresqlConnection, Mono<Void>> work) {
    return Mono.usingWhen(
            Mono.defer(connections),
            connection -> locked(connection).then(Mono.defer(() -> work.apply(connection))),
            PostgresqlConnection::close)
        // A connection that ends without an error is as lost as one that ends with one.
        .then(Mono.error(() -> new IllegalStateException("the connection ended")))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .transientErrors(true)
                .doBeforeRetry(
                    retry -> log.warn("{} begins anew: {}", task, retry.failure().toString())))
        .subscribe(never -> {}, error -> log.error("{} ended", task, error));
  }

  private Mono<Boolean> locked(PostgresqlConnection connection) {
    return tryLock(connection, lock)
        .timeout(LOCK_TIMEOUT)
        .filter(Boolean::booleanValue)
        .repeatWhenEmpty(attempts -> attempts.delayElements(LOCK_POLL))
        .doOnNext(mine -> log.info("{} is this instance's task now", task));
  }

  /** Whether the lock is this connection's now; it stays so until the connection closes. */
  public static Mono<Boolean> tryLock(Connection connection, long lock) {
    return Flux.from(
            connection.createStatement("SELECT pg_try_advisory_lock($1)").bind(0, lock).execute())
        .flatMap(result -> result.map((row, metadata) -> Boolean.TRUE.equals(row.get(0))))
        .single();
  }
}
