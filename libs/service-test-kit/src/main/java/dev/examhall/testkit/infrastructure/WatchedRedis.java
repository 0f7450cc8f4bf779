package dev.examhall.testkit.infrastructure;

import dev.examhall.embedded.RedisSentinel;
import dev.examhall.embedded.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Redis with one copy and three sentinels of the caller's own, all started; they end with the
 * JVM.
 *
 * @param leader at first; killed, the copy takes over about a second later
 */
public record WatchedRedis(RedisServer leader, RedisServer copy, List<RedisSentinel> sentinels) {

  /** What the sentinels call it. */
  public String name() {
    return RedisSentinel.LEADER;
  }

  /** Where the sentinels are, as {@code host:port} with commas. */
  public String nodes() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(","));
  }

  public String password() {
    return leader.password();
  }

  /** Ends all of it. */
  public void stop() {
    sentinels.forEach(RedisSentinel::stop);
    copy.stop();
    leader.stop();
  }

  static WatchedRedis start(RedisServer leader, RedisServer copy, List<RedisSentinel> sentinels) {
    leader.copyTo(copy);
    sentinels.forEach(RedisSentinel::start);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!sentinels.stream().allMatch(each -> each.knows(1, sentinels.size() - 1))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("The sentinels do not find each other");
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted", e);
      }
    }
    return new WatchedRedis(leader, copy, sentinels);
  }
}
