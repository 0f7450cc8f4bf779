package dev.examhall.cache.redis;

/** Redis did not do it, or did not say so in time. */
public final class RedisUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RedisUnavailableException(String message) {
    super(message, null, false, false);
  }
}
