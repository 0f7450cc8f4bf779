package dev.examhall.examrender.session;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Hears from PostgreSQL which sessions' clocks changed, on a connection of its own, and tells those
 * who watch them here. A notification that was missed while the connection was gone is made good:
 * afterwards everybody looks once.
 */
final class SessionChangesListener implements SmartLifecycle {

  /** The channel that the trigger on the table of sessions notifies. */
  static final String CHANNEL = "examhall_session_changed";

  private static final Logger log = LoggerFactory.getLogger(SessionChangesListener.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LISTEN_TIMEOUT = Duration.ofSeconds(10);
  private static final int LOOK_AGAIN_WITHIN_MS = 2000;

  private final Mono<PostgresqlConnection> connections;
  private final Map<UUID, Set<FluxSink<UUID>>> watchers = new ConcurrentHashMap<>();
  private final Sinks.Many<Boolean> reconnected = Sinks.many().multicast().directBestEffort();
  private final Sinks.Empty<Void> stopped = Sinks.empty();
  private @Nullable Disposable work;

  SessionChangesListener(PostgresqlConnectionFactory connections) {
    this.connections = connections.create();
  }

  /**
   * Emits the session's id whenever its clock may have changed; several changes at once may come as
   * one. Ends when the service stops.
   */
  Flux<UUID> changesOf(UUID sessionId) {
    return Flux.defer(
        () ->
            isRunning()
                ? Flux.merge(notifications(sessionId), reconnections(sessionId))
                    .takeUntilOther(stopped.asMono())
                : Flux.empty());
  }

  private Flux<UUID> notifications(UUID sessionId) {
    return Flux.create(
        sink -> {
          watchers.compute(
              sessionId,
              (id, sinks) -> {
                Set<FluxSink<UUID>> all = sinks == null ? ConcurrentHashMap.newKeySet() : sinks;
                all.add(sink);
                return all;
              });
          sink.onDispose(
              () ->
                  watchers.computeIfPresent(
                      sessionId,
                      (id, sinks) -> {
                        sinks.remove(sink);
                        return sinks.isEmpty() ? null : sinks;
                      }));
        },
        FluxSink.OverflowStrategy.LATEST);
  }

  /** Spread over a moment, so that thousands of pages do not ask the database at once. */
  private Flux<UUID> reconnections(UUID sessionId) {
    return reconnected
        .asFlux()
        .concatMap(
            again ->
                Mono.delay(
                        Duration.ofMillis(
                            ThreadLocalRandom.current().nextInt(LOOK_AGAIN_WITHIN_MS)))
                    .thenReturn(sessionId));
  }

  /** Whether anybody watches the session through this instance. */
  boolean watches(UUID sessionId) {
    return watchers.containsKey(sessionId);
  }

  @Override
  public void start() {
    if (work != null) {
      return;
    }
    work =
        Mono.usingWhen(connections, this::listen, PostgresqlConnection::close)
            // a connection that ends without an error is as lost as one that ends with one
            .then(Mono.error(() -> new IllegalStateException("the connection ended")))
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .transientErrors(true)
                    .doBeforeRetry(
                        retry ->
                            log.atWarn()
                                .addKeyValue("reason", retry.failure().toString())
                                .log("Changes of sessions are not heard; open pages poll")))
            .subscribe(
                never -> {},
                failure -> log.error("Changes of sessions are heard no more", failure));
  }

  private Mono<Void> listen(PostgresqlConnection connection) {
    return connection
        .createStatement("LISTEN " + CHANNEL)
        .execute()
        .flatMap(PostgresqlResult::getRowsUpdated)
        .then()
        .timeout(LISTEN_TIMEOUT)
        .doOnSuccess(done -> reconnected.tryEmitNext(true))
        .thenMany(connection.getNotifications())
        .doOnNext(notification -> tell(notification.getParameter()))
        .then();
  }

  private void tell(@Nullable String parameter) {
    UUID id;
    try {
      id = UUID.fromString(String.valueOf(parameter));
    } catch (IllegalArgumentException e) {
      log.atWarn().addKeyValue("parameter", parameter).log("A notification names no session");
      return;
    }
    Set<FluxSink<UUID>> sinks = watchers.get(id);
    if (sinks != null) {
      sinks.forEach(sink -> sink.next(id));
    }
  }

  @Override
  public void stop() {
    if (work != null) {
      work.dispose();
      work = null;
    }
    stopped.tryEmitEmpty();
  }

  /** Before the web server: it waits for open answers to end, and streams would never. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }

  @Override
  public boolean isRunning() {
    return work != null;
  }
}
