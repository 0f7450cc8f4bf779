package dev.examhall.cache.invalidation;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.redis.RedisKeys;
import dev.examhall.cache.redis.RedisLink;
import dev.examhall.cache.statistics.CacheStatistics;
import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.events.examrender.v1.ExamChanged;
import dev.examhall.events.examrender.v1.SessionChanged;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What invalidates. */
@Configuration(proxyBeanMethods = false)
class InvalidationConfiguration {

  /** Longer than the oldest fill token that is taken. */
  private static final Duration TOMBSTONE = Duration.ofMinutes(10);

  private static final String PURPOSE = "invalidation";

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  InvalidationPublisher invalidationPublisher(
      EventPublisher events, EventEncoder encoder, Clock clock, MeterRegistry registry) {
    return new InvalidationPublisher(
        events, encoder, clock, UUID.randomUUID().toString(), registry);
  }

  @Bean
  InvalidationRepository invalidationRepository(RedisLink redis, RedisKeys keys) {
    return new InvalidationRepository(redis, keys, TOMBSTONE);
  }

  @Bean
  Scans scans(InvalidationRepository repository, InvalidationPublisher publisher, Clock clock) {
    return new Scans(repository, publisher, clock);
  }

  @Bean
  Invalidations invalidations(
      InvalidationRepository repository,
      InvalidationPublisher publisher,
      Scans scans,
      CacheStatistics statistics) {
    return new Invalidations(repository, publisher, scans, statistics);
  }

  @Bean
  ChangeListener changeListener(Invalidations invalidations) {
    return new ChangeListener(invalidations);
  }

  @Bean
  EventSubscription<ExamChanged> examChanges(ChangeListener listener, CacheProperties properties) {
    return EventSubscription.shared(
        PURPOSE,
        ExamChanged.TOPIC,
        ExamChanged.TYPE,
        ExamChanged.class,
        events -> listener.handle(events, properties.changes().exam(), ExamChanged::examId));
  }

  @Bean
  EventSubscription<SessionChanged> sessionChanges(
      ChangeListener listener, CacheProperties properties) {
    return EventSubscription.shared(
        PURPOSE,
        SessionChanged.TOPIC,
        SessionChanged.TYPE,
        SessionChanged.class,
        events ->
            listener.handle(events, properties.changes().session(), SessionChanged::sessionId));
  }
}
