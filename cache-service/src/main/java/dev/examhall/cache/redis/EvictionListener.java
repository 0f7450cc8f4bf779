package dev.examhall.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from Redis which keys it evicts: keyspace events of class {@code e}, which cost nothing
 * until a key is evicted, and then one message. Ends of TTLs are no evictions and not heard.
 */
final class EvictionListener {

  private static final Logger log = LoggerFactory.getLogger(EvictionListener.class);
  private static final String SETTING = "notify-keyspace-events";
  private static final String CHANNEL = "__keyevent@0__:evicted";

  private final String values;
  private final OnEviction onEviction;
  private @Nullable StatefulRedisPubSubConnection<String, String> connection;
  private boolean refused;

  /**
   * Not yet listening.
   *
   * @param values what keys of values begin with
   */
  EvictionListener(String values, OnEviction onEviction) {
    this.values = values;
    this.onEviction = onEviction;
  }

  /** Listens, unless it does already. Its failure is nobody's; it is tried again. */
  void listen(RedisClient client, RedisURI uri, RedisAsyncCommands<String, byte[]> commands)
      throws InterruptedException {
    StatefulRedisPubSubConnection<String, String> current = connection;
    if (refused || (current != null && current.isOpen())) {
      return;
    }
    long longest = uri.getTimeout().toMillis();
    try {
      String known =
          commands
              .configGet(SETTING)
              .toCompletableFuture()
              .get(longest, MILLISECONDS)
              .getOrDefault(SETTING, "");
      String wanted = with(with(known, 'E'), 'e');
      if (!wanted.equals(known)) {
        commands.configSet(SETTING, wanted).toCompletableFuture().get(longest, MILLISECONDS);
      }
      StatefulRedisPubSubConnection<String, String> opened =
          client
              .connectPubSubAsync(StringCodec.ASCII, uri)
              .toCompletableFuture()
              .get(longest, MILLISECONDS);
      connection = opened;
      opened.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String key) {
              int end = key.indexOf(':', values.length());
              if (key.startsWith(values) && end > 0) {
                onEviction.evicted(key.substring(values.length(), end));
              }
            }
          });
      opened.async().subscribe(CHANNEL).toCompletableFuture().get(longest, MILLISECONDS);
    } catch (ExecutionException e) {
      refused = e.getCause() instanceof io.lettuce.core.RedisCommandExecutionException;
      close();
      log.warn("Evictions are not counted. reason={}", String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      close();
    }
  }

  /** {@code A} stands for all classes of events. */
  private static String with(String classes, char one) {
    return classes.indexOf(one) >= 0 || (one == 'e' && classes.indexOf('A') >= 0)
        ? classes
        : classes + one;
  }

  void close() {
    StatefulRedisPubSubConnection<String, String> current = connection;
    connection = null;
    if (current != null) {
      current.closeAsync();
    }
  }
}
