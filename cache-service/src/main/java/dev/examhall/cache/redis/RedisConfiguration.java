package dev.examhall.cache.redis;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** The link to Redis. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  @Bean
  RedisKeys redisKeys(RedisProperties properties) {
    return new RedisKeys(properties.namespace());
  }

  @Bean
  LettuceRepository redisLink(
      RedisProperties properties,
      RedisKeys keys,
      OnNewEpoch onNewEpoch,
      OnEviction onEviction,
      ReactorResourceFactory reactor) {
    return new LettuceRepository(properties, keys, onNewEpoch, onEviction, loops(reactor));
  }

  /** Where the server's requests arrive. */
  private static List<EventLoop> loops(ReactorResourceFactory reactor) {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor :
        reactor.getLoopResources().onServer(LoopResources.DEFAULT_NATIVE)) {
      if (executor instanceof EventLoop loop) {
        loops.add(loop);
      }
    }
    return loops;
  }
}
