package dev.examhall.cache.redis;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Redis is.
 *
 * @param sentinels where they are, as {@code host:port}; when there are some, they say where the
 *     leading Redis is, and host and port count for nothing
 * @param sentinelMaster what the sentinels call it
 * @param sentinelPassword the sentinels' own, if they have one
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
    @DefaultValue List<String> sentinels,
    @DefaultValue("") String sentinelMaster,
    @DefaultValue("") String sentinelPassword,
    @NotBlank String password,
    @DefaultValue("examhall:") String namespace,
    @DefaultValue("500ms") Duration connectTimeout,
    @DefaultValue("400ms") Duration commandTimeout,
    @DefaultValue("500ms") Duration heartbeat) {

  /** Checks what the annotations cannot say. */
  public RedisProperties {
    sentinels = List.copyOf(sentinels);
    if (!sentinels.isEmpty() && sentinelMaster.isBlank()) {
      throw new IllegalArgumentException(
          "examhall.cache.redis.sentinel-master is missing: what do the sentinels call it?");
    }
    for (String sentinel : sentinels) {
      if (!sentinel.matches(".+:\\d{1,5}")) {
        throw new IllegalArgumentException(
            "examhall.cache.redis.sentinels: '" + sentinel + "' is not host:port");
      }
    }
  }

  /** Leaves the passwords out. */
  @Override
  public String toString() {
    return sentinels.isEmpty()
        ? "Redis at " + host + ':' + port
        : "Redis " + sentinelMaster + " by the sentinels at " + String.join(", ", sentinels);
  }
}
