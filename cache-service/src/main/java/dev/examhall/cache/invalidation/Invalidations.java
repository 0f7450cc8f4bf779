package dev.examhall.cache.invalidation;

import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.key.KeyPattern;
import dev.examhall.cache.key.Tag;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import dev.examhall.cache.statistics.CacheStatistics;
import dev.examhall.cache.statistics.PrefixCounters.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Invalidates, and tells the near caches. */
public final class Invalidations {

  private static final int MOST = 1000;

  private final InvalidationRepository repository;
  private final InvalidationPublisher publisher;
  private final Scans scans;
  private final CacheStatistics statistics;

  Invalidations(
      InvalidationRepository repository,
      InvalidationPublisher publisher,
      Scans scans,
      CacheStatistics statistics) {
    this.repository = repository;
    this.publisher = publisher;
    this.scans = scans;
    this.statistics = statistics;
  }

  /**
   * What came of it.
   *
   * @param scan id of the scan that is still deleting what globs match; null when all is done
   */
  public record Outcome(long epoch, @Nullable String scan) {}

  /**
   * Invalidates all of these in one step. When this completes no reader gets what they name, scans
   * apart.
   */
  public Mono<Outcome> invalidate(List<String> patterns, List<String> tags) {
    if (patterns.size() + tags.size() > MOST) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter("patterns", "at most " + MOST + " in one request"));
    }
    List<KeyPattern> parsed = patterns.stream().map(KeyPattern::parse).toList();
    parsed.forEach(this::checkPrefix);
    tags.forEach(tag -> Tag.check(List.of(tag)));
    List<KeyPattern.Glob> globs = new ArrayList<>();
    for (KeyPattern pattern : parsed) {
      if (pattern instanceof KeyPattern.Glob glob) {
        globs.add(glob);
      }
    }
    return repository
        .invalidate(parsed, tags)
        .doOnNext(
            epoch -> {
              publisher.publish(patterns, tags, epoch);
              parsed.forEach(this::count);
            })
        .flatMap(
            epoch ->
                globs.isEmpty()
                    ? Mono.just(new Outcome(epoch, null))
                    : scans.start(globs, epoch).map(scan -> new Outcome(epoch, scan)));
  }

  /** Deletes one key; fills that are under way are refused. */
  public Mono<Void> delete(EntryKey key) {
    return announcing(key, repository.invalidate(List.of(new KeyPattern.SingleKey(key)), List.of()))
        .doOnSuccess(done -> statistics.of(key.prefix()).count(Event.DELETE));
  }

  /**
   * Tells the near caches that a key has another value.
   *
   * @param change makes it so, and gives the epoch
   */
  public Mono<Void> announcing(EntryKey key, Mono<Long> change) {
    return change
        .doOnNext(epoch -> publisher.publish(List.of(key.toString()), List.of(), epoch))
        .then();
  }

  /** The state of a scan; empty when there is none by this id. */
  Mono<Map<String, String>> scan(String id) {
    return repository.findScan(id);
  }

  private void checkPrefix(KeyPattern pattern) {
    String prefix = prefix(pattern);
    if (prefix != null) {
      statistics.checkPrefix(prefix);
    }
  }

  private void count(KeyPattern pattern) {
    String prefix = prefix(pattern);
    if (prefix != null) {
      statistics.of(prefix).count(Event.INVALIDATION);
    }
  }

  private static @Nullable String prefix(KeyPattern pattern) {
    return switch (pattern) {
      case KeyPattern.Everything everything -> null;
      case KeyPattern.WholePrefix whole -> whole.prefix();
      case KeyPattern.WholeEntity whole -> whole.prefix();
      case KeyPattern.SingleKey single -> single.key().prefix();
      case KeyPattern.Glob glob -> glob.prefix();
    };
  }
}
