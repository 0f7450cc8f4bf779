package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.redis.RedisKeys;
import dev.examhall.cache.redis.RedisLink;
import dev.examhall.cache.statistics.CacheStatistics;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What reads and fills. */
@Configuration(proxyBeanMethods = false)
class EntryConfiguration {

  @Bean
  EntryRepository entryRepository(RedisLink redis, RedisKeys keys) {
    return new EntryRepository(redis, keys);
  }

  @Bean
  Entries entries(
      EntryRepository repository,
      CacheProperties properties,
      CacheStatistics statistics,
      Clock clock) {
    return new Entries(
        repository,
        properties,
        statistics,
        clock,
        () -> ThreadLocalRandom.current().nextDouble(),
        EntryConfiguration::leaseName);
  }

  /** Names a holder, and is no secret: only services see it. */
  private static String leaseName() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Long.toString(random.nextLong(Long.MAX_VALUE), 36)
        + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
  }
}
