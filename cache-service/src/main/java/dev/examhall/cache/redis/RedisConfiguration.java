package dev.examhall.cache.redis;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The link to Redis. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  @Bean
  RedisKeys redisKeys(RedisProperties properties) {
    return new RedisKeys(properties.namespace());
  }

  @Bean
  LettuceRepository redisLink(RedisProperties properties, RedisKeys keys, OnNewEpoch onNewEpoch) {
    return new LettuceRepository(properties, keys, onNewEpoch);
  }
}
