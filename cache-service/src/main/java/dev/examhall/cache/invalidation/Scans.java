package dev.examhall.cache.invalidation;

import dev.examhall.cache.key.KeyPattern;
import dev.examhall.cache.redis.RedisUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Deletes what globs match, in the background, and says how far it is. */
final class Scans implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Scans.class);
  private static final int STEPS_BETWEEN_REPORTS = 50;

  private final InvalidationRepository repository;
  private final InvalidationPublisher publisher;
  private final Clock clock;
  private final Sinks.Empty<Void> stopped = Sinks.empty();

  Scans(InvalidationRepository repository, InvalidationPublisher publisher, Clock clock) {
    this.repository = repository;
    this.publisher = publisher;
    this.clock = clock;
  }

  /**
   * Starts to delete.
   *
   * @return the scan's id, once its state can be read
   */
  Mono<String> start(List<KeyPattern.Glob> globs, long epoch) {
    String id = UUID.randomUUID().toString();
    AtomicLong deleted = new AtomicLong();
    List<String> patterns = globs.stream().map(glob -> glob.prefix() + ':' + glob.key()).toList();
    return report(id, "RUNNING", deleted)
        .thenReturn(id)
        .doOnNext(
            started ->
                Flux.fromIterable(globs)
                    .concatMap(glob -> scan(id, glob, deleted))
                    .then(Mono.defer(() -> report(id, "DONE", deleted)))
                    .onErrorResume(
                        RedisUnavailableException.class,
                        gone -> {
                          // The epoch that begins when Redis is back has none of these values.
                          log.info("Scan {} ends with the connection.", id);
                          return Mono.empty();
                        })
                    .takeUntilOther(stopped.asMono())
                    .doFinally(end -> publisher.publish(patterns, List.of(), epoch))
                    .subscribe(nothing -> {}, error -> log.error("Scan {} failed.", id, error)));
  }

  private Mono<Void> scan(String id, KeyPattern.Glob glob, AtomicLong deleted) {
    AtomicLong steps = new AtomicLong();
    return repository
        .scan(null, glob)
        .expand(step -> step.cursor() == null ? Mono.empty() : repository.scan(step.cursor(), glob))
        .concatMap(
            step -> {
              deleted.addAndGet(step.deleted());
              return steps.incrementAndGet() % STEPS_BETWEEN_REPORTS == 0
                  ? report(id, "RUNNING", deleted)
                  : Mono.<Void>empty();
            })
        .then();
  }

  private Mono<Void> report(String id, String state, AtomicLong deleted) {
    return repository.saveScan(
        id,
        Map.of(
            "state", state,
            "deleted", Long.toString(deleted.get()),
            "updatedAt", clock.instant().toString()));
  }

  @Override
  public void close() {
    stopped.emitEmpty(Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
  }
}
