package dev.examhall.gateway.session;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Without Redis a command fails at once, rather than wait for the connection to come back. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  @Bean
  LettuceClientOptionsBuilderCustomizer failFast() {
    return (ClientOptions.Builder options) ->
        options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
  }
}
