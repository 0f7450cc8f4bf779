package dev.examhall.cacheclient;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.examhall.identity.ServiceTokens;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** The cache's beans: {@link ExamhallCache}, {@link QueryCache} and what stands behind them. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
      "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
      "dev.examhall.identity.IdentityAutoConfiguration"
    })
@EnableConfigurationProperties({CacheClientProperties.class, KafkaProperties.class})
class CacheClientAutoConfiguration {

  private static final String AUDIENCE = "cache-service";

  @Bean
  Stamps cacheStamps() {
    return new Stamps();
  }

  @Bean
  NearCache nearCache(Stamps stamps, CacheClientProperties properties, CacheMetrics metrics) {
    return new NearCache(
        stamps,
        properties.near().maximumSize(),
        properties.near().timeToLive(),
        Ticker.systemTicker(),
        metrics::nearEvicted);
  }

  @Bean
  CacheFences cacheFences(NearCache near) {
    return new CacheFences(near);
  }

  @Bean
  CacheMetrics cacheClientMetrics(ObjectProvider<MeterRegistry> registry) {
    return new CacheMetrics(registry.getIfAvailable(SimpleMeterRegistry::new));
  }

  @Bean
  Background cacheBackground(CacheMetrics metrics) {
    return new Background(metrics);
  }

  @Bean
  ValueCodec cacheValueCodec(ObjectProvider<JsonMapper> mapper, CacheClientProperties properties) {
    return new ValueCodec(
        mapper.getIfAvailable(() -> JsonMapper.builder().build()),
        Math.toIntExact(properties.compressFrom().toBytes()),
        Math.toIntExact(properties.maximumValueSize().toBytes()));
  }

  @Bean
  CacheServiceConnections cacheServiceConnections(
      CacheClientProperties properties, ServiceTokens tokens) {
    return new CacheServiceConnections(properties, tokens);
  }

  @Bean
  Deadlines cacheServiceDeadlines() {
    return new Deadlines();
  }

  @Bean
  CacheServiceClient cacheServiceClient(
      CacheClientProperties properties,
      CacheServiceConnections connections,
      Deadlines deadlines,
      ObjectProvider<JsonMapper> mapper) {
    return new CacheServiceClient(
        connections,
        deadlines,
        mapper.getIfAvailable(() -> JsonMapper.builder().build()),
        breaker(properties.circuitBreaker()),
        properties.connectTimeout().plus(properties.responseTimeout()));
  }

  @Bean
  PendingInvalidations pendingInvalidations(
      Stamps stamps,
      CacheServiceClient client,
      Background background,
      CacheClientProperties properties) {
    return new PendingInvalidations(
        stamps,
        client::invalidate,
        background,
        properties.invalidations().pendingLimit(),
        properties.invalidations().repeatAfter());
  }

  @Bean
  @ConditionalOnMissingBean(ExamhallCache.class)
  TwoLevelCache examhallCache(
      CacheClientProperties properties,
      NearCache near,
      Stamps stamps,
      PendingInvalidations pending,
      CacheServiceClient client,
      ValueCodec codec,
      Background background,
      CacheMetrics metrics,
      ObjectProvider<ObservationRegistry> observations) {
    metrics.watch(near::size, pending::size);
    return new TwoLevelCache(
        properties,
        near,
        stamps,
        pending,
        client,
        codec,
        background,
        metrics,
        new CacheSpans(observations.getIfAvailable(() -> ObservationRegistry.NOOP)));
  }

  @Bean
  @ConditionalOnMissingBean
  QueryCache queryCache(ExamhallCache cache) {
    return new QueryCache(cache);
  }

  @Bean
  @ConditionalOnProperty(name = "examhall.cache-client.invalidations.listen", matchIfMissing = true)
  InvalidationListener invalidationListener(
      KafkaProperties kafka,
      ObjectProvider<JsonMapper> mapper,
      Stamps stamps,
      CacheMetrics metrics) {
    Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
    settings.remove("group.id");
    settings.putAll(InvalidationListener.settings());
    return new InvalidationListener(
        () -> new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
        mapper.getIfAvailable(() -> JsonMapper.builder().build()),
        stamps,
        metrics);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static MethodPlans cacheMethodPlans(
      CacheClientProperties properties, ObjectProvider<ValueCodec> codec) {
    return new MethodPlans(properties.prefixes(), value -> codec.getObject().json(value));
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static CacheAnnotationCheck cacheAnnotationCheck(ObjectProvider<MethodPlans> plans) {
    return new CacheAnnotationCheck(plans::getObject);
  }

  /** Outside of transactions: what is invalidated has been committed. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static DefaultPointcutAdvisor cacheAdvisor(
      ObjectProvider<MethodPlans> plans,
      ObjectProvider<TwoLevelCache> cache,
      ObjectProvider<Background> background) {
    DefaultPointcutAdvisor advisor =
        new DefaultPointcutAdvisor(
            new CachePointcut(),
            new CacheInterceptor(plans::getObject, cache::getObject, background::getObject));
    advisor.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
    return advisor;
  }

  private static CircuitBreaker breaker(CacheClientProperties.CircuitBreaker settings) {
    return CircuitBreaker.of(
        AUDIENCE,
        CircuitBreakerConfig.custom()
            .failureRateThreshold(settings.failureRatePercent())
            .slidingWindowSize(settings.calls())
            .minimumNumberOfCalls(settings.calls())
            .waitDurationInOpenState(settings.openFor())
            .permittedNumberOfCallsInHalfOpenState(2)
            .ignoreException(CacheServiceClient::isNoOutage)
            .build());
  }
}
