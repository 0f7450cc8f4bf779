package dev.examhall.cache.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script, which Redis runs as one step.
 *
 * @param sha1 what Redis knows it by
 */
public record RedisScript(String text, String sha1) {

  /**
   * {@code tick(clock, floor)}: a number greater than any before it on this Redis, near the time in
   * microseconds. Kept as 16 digits: Lua writes large numbers as floating point otherwise.
   */
  public static final String TICK =
      """
      local function tick(clock, floor)
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local last = tonumber(redis.call('GET', clock) or '0')
        if floor and floor > last then last = floor end
        if now <= last then now = last + 1 end
        local text = string.format('%.0f', now)
        redis.call('SET', clock, text)
        return text
      end
      """;

  /** A script with its hash. */
  public static RedisScript of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new RedisScript(text, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
