package dev.examhall.cache.redis;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Redis is.
 *
 * @param password without one the service does not start
 * @param namespace begins every key, so that suites can share a Redis
 * @param connectTimeout for one attempt
 * @param commandTimeout for one command; then Redis counts as gone
 * @param heartbeat how often an idle connection is tried, and a lost one opened again
 */
@Validated
@ConfigurationProperties("examhall.cache.redis")
public record RedisProperties(
    @NotBlank String host,
    int port,
    @NotBlank String password,
    @DefaultValue("examhall:") String namespace,
    @DefaultValue("500ms") Duration connectTimeout,
    @DefaultValue("400ms") Duration commandTimeout,
    @DefaultValue("500ms") Duration heartbeat) {

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Redis at " + host + ':' + port;
  }
}
