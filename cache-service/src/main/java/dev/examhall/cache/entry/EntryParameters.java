package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.entry.Entries.Wish;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.key.Tag;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import dev.examhall.cache.statistics.CacheStatistics;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads and checks what requests say; each method throws {@link RequestRefusedException}. */
@Component
final class EntryParameters {

  private static final int MOST_IN_A_BATCH = 256;
  private static final Duration LONGEST_LOAD_TIME = Duration.ofMinutes(10);

  private final CacheProperties properties;
  private final CacheStatistics statistics;

  EntryParameters(CacheProperties properties, CacheStatistics statistics) {
    this.properties = properties;
    this.statistics = statistics;
  }

  /** A key under a configured prefix. */
  EntryKey key(String prefix, String key) {
    statistics.checkPrefix(prefix);
    return EntryKey.parse(prefix, key);
  }

  /** A whole key {@code prefix:entity:rest}. */
  EntryKey key(@Nullable String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    if (text == null || colon <= 0) {
      throw new RequestRefusedException(
          new Refusal.MalformedKey(String.valueOf(text), "a key is prefix:entity:rest"));
    }
    return key(text.substring(0, colon), text.substring(colon + 1));
  }

  /** What a batch may hold. */
  <T> List<T> bounded(String name, @Nullable List<T> values) {
    if (values == null || values.isEmpty() || values.size() > MOST_IN_A_BATCH) {
      throw refused(name, "1 to " + MOST_IN_A_BATCH + " in one request");
    }
    return values;
  }

  @Nullable Duration ttl(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Duration ttl = duration("ttl", text);
    if (!ttl.isPositive() || ttl.compareTo(properties.longestTtl()) > 0) {
      throw refused("ttl", "a TTL is longer than nothing and at most " + properties.longestTtl());
    }
    return ttl;
  }

  Duration stale(@Nullable String text) {
    Duration stale = text == null ? Duration.ZERO : duration("stale", text);
    if (stale.isNegative() || stale.compareTo(properties.longestTtl()) > 0) {
      throw refused("stale", "this is zero to " + properties.longestTtl());
    }
    return stale;
  }

  Wish wish(@Nullable String lease, @Nullable String wait) {
    return new Wish(!"false".equals(lease), wait(wait));
  }

  private Duration wait(@Nullable String text) {
    Duration wait = text == null ? Duration.ZERO : duration("wait", text);
    if (wait.isNegative()) {
      throw refused("wait", "this is zero or more");
    }
    return wait.compareTo(properties.longestWait()) < 0 ? wait : properties.longestWait();
  }

  Duration loadTime(@Nullable String text) {
    Duration time = text == null ? Duration.ZERO : duration(EntryHeaders.LOAD_TIME, text);
    return time.isNegative() || time.compareTo(LONGEST_LOAD_TIME) > 0 ? LONGEST_LOAD_TIME : time;
  }

  List<String> tags(@Nullable String text) {
    return text == null || text.isEmpty()
        ? List.of()
        : Tag.check(Arrays.asList(text.split(",", -1)));
  }

  private static Duration duration(String name, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw refused(name, "'" + text + "' is no ISO-8601 duration such as PT1H");
    }
  }

  private static RequestRefusedException refused(String name, String reason) {
    return new RequestRefusedException(new Refusal.MalformedParameter(name, reason));
  }
}
