package dev.examhall.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.gateway.GatewayProperties.Rate;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Token buckets in this process's memory, at most {@value #MOST_CLIENTS} clients of a kind. Several
 * gateways each allow the whole rate.
 */
final class LocalRateLimiter {

  private static final int MOST_CLIENTS = 100_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_CLIENTS).expireAfterAccess(FORGOTTEN_AFTER).build();
  private final double perNano;
  private final int burst;
  private final LongSupplier nanoTime;

  /** An empty limiter. */
  LocalRateLimiter(Rate rate, LongSupplier nanoTime) {
    this.perNano = rate.perSecond() / 1e9;
    this.burst = rate.burst();
    this.nanoTime = nanoTime;
  }

  /** Takes one request off the client's bucket; returns zero, or how long to wait for the next. */
  Duration take(String client) {
    return buckets.get(client, key -> new Bucket(burst, nanoTime.getAsLong())).take();
  }

  private final class Bucket {
    private double tokens;
    private long filledAt;

    Bucket(double tokens, long filledAt) {
      this.tokens = tokens;
      this.filledAt = filledAt;
    }

    synchronized Duration take() {
      long now = nanoTime.getAsLong();
      tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
      filledAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return Duration.ZERO;
      }
      return Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
    }
  }
}
