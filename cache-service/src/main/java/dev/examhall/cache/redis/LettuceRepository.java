package dev.examhall.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * The connection to Redis.
 *
 * <p>A connection never outlives the run of Redis that it was made to: it is not reopened under its
 * users' hands, and nothing that was sent on it is sent again. A new one is handed out only after a
 * new epoch began on it, so that no value from before an outage, a restart or a failover is ever
 * read. While there is none, commands fail at once.
 */
final class LettuceRepository implements RedisLink, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LettuceRepository.class);

  /**
   * In heartbeats. Shorter than the start of an instance: one that comes back after it was the only
   * one begins a new epoch, because nobody could take invalidations meanwhile.
   */
  private static final int ALIVE = 4;

  private static final long SCAN_COUNT = 1000;

  private static final RedisScript BEGIN_EPOCH =
      RedisScript.of(
          RedisScript.TICK
              + """
              local known = redis.call('GET', KEYS[1])
              if ARGV[2] == 'first' and known and redis.call('GET', KEYS[3]) == ARGV[1]
                  and redis.call('EXISTS', KEYS[4]) == 1 then
                return {known, 0}
              end
              local epoch = tick(KEYS[2], tonumber(ARGV[3]))
              redis.call('SET', KEYS[1], epoch)
              redis.call('SET', KEYS[3], ARGV[1])
              return {epoch, 1}
              """);

  private final RedisProperties properties;
  private final RedisKeys keys;
  private final OnNewEpoch onNewEpoch;
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private @Nullable RedisClient client;
  private @Nullable ScheduledExecutorService tending;
  private boolean connectedBefore;
  private boolean saidUnreachable;
  private volatile long lastEpoch;

  /**
   * A link that is opened by {@link #start}.
   *
   * @param onNewEpoch is told of each epoch that begins through this link
   */
  LettuceRepository(RedisProperties properties, RedisKeys keys, OnNewEpoch onNewEpoch) {
    this.properties = properties;
    this.keys = keys;
    this.onNewEpoch = onNewEpoch;
  }

  private record Session(
      StatefulRedisConnection<String, byte[]> connection,
      RedisAsyncCommands<String, byte[]> commands) {}

  private <T> Mono<T> call(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return Mono.defer(
        () -> {
          Session current = session.get();
          if (current == null) {
            return Mono.error(new RedisUnavailableException("there is no connection"));
          }
          // The second time-out is for a command that the client lost with its connection.
          return Mono.defer(() -> Mono.fromCompletionStage(command.apply(current.commands)))
              .timeout(properties.commandTimeout().multipliedBy(2))
              .onErrorMap(
                  error -> !(error instanceof RedisNoScriptException),
                  error -> unavailable(current, error));
        });
  }

  @Override
  public Mono<Values> values(String... names) {
    return call(commands -> commands.mget(names))
        .map(found -> place -> found.get(place).getValueOrElse(null));
  }

  @Override
  public Mono<Page> scan(@Nullable String cursor, String glob) {
    ScanCursor from = cursor == null ? ScanCursor.INITIAL : ScanCursor.of(cursor);
    ScanArgs arguments = ScanArgs.Builder.matches(glob).limit(SCAN_COUNT);
    return this.<KeyScanCursor<String>>call(commands -> commands.scan(from, arguments))
        .map(page -> new Page(page.isFinished() ? null : page.getCursor(), page.getKeys()));
  }

  @Override
  public Mono<Long> delete(List<String> names) {
    return names.isEmpty()
        ? Mono.just(0L)
        : call(commands -> commands.unlink(names.toArray(String[]::new)));
  }

  @Override
  public Mono<Void> saveHash(String key, Map<String, String> fields, Duration keepFor) {
    Map<String, byte[]> values =
        fields.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, field -> ascii(field.getValue())));
    return call(commands -> commands.hset(key, values))
        .then(call(commands -> commands.pexpire(key, keepFor.toMillis())))
        .then();
  }

  @Override
  public Mono<Map<String, String>> hash(String key) {
    return call(commands -> commands.hgetall(key))
        .filter(fields -> !fields.isEmpty())
        .map(
            fields ->
                fields.entrySet().stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, field -> ascii(field.getValue()))));
  }

  @Override
  public Mono<String> description() {
    return call(commands -> commands.info());
  }

  @Override
  public Mono<Void> ping() {
    return call(commands -> commands.ping()).then();
  }

  @Override
  public Mono<List<Object>> run(RedisScript script, List<String> scriptKeys, byte[]... arguments) {
    String[] names = scriptKeys.toArray(String[]::new);
    return this.<List<Object>>call(
            commands -> commands.evalsha(script.sha1(), ScriptOutputType.MULTI, names, arguments))
        .onErrorResume(
            RedisNoScriptException.class,
            unknown ->
                call(
                    commands ->
                        commands.eval(script.text(), ScriptOutputType.MULTI, names, arguments)));
  }

  @Override
  public boolean isConnected() {
    return session.get() != null;
  }

  @Override
  public long lastEpoch() {
    return lastEpoch;
  }

  @Override
  public synchronized void start() {
    if (tending != null) {
      return;
    }
    RedisURI uri =
        RedisURI.builder()
            .withHost(properties.host())
            .withPort(properties.port())
            .withPassword(properties.password().toCharArray())
            .withTimeout(properties.commandTimeout())
            .build();
    RedisClient made = RedisClient.create(uri);
    made.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .timeoutOptions(TimeoutOptions.enabled(properties.commandTimeout()))
            .socketOptions(
                SocketOptions.builder().connectTimeout(properties.connectTimeout()).build())
            .build());
    client = made;
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("redis-link").daemon().factory());
    tending = executor;
    long period = properties.heartbeat().toMillis();
    executor.scheduleWithFixedDelay(() -> tend(made), 0, period, MILLISECONDS);
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService executor = tending;
    if (executor == null) {
      return;
    }
    executor.shutdownNow();
    tending = null;
    Session current = session.getAndSet(null);
    if (current != null) {
      current.connection.closeAsync();
    }
    RedisClient made = client;
    if (made != null) {
      made.shutdownAsync(0, 1_000, MILLISECONDS);
    }
    client = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return tending != null;
  }

  private void tend(RedisClient redis) {
    try {
      Session current = session.get();
      if (current == null) {
        connect(redis);
      } else {
        beat(current);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      if (!saidUnreachable) {
        saidUnreachable = true;
        log.warn("{} cannot be used; callers do without. reason={}", properties, cause.toString());
      }
    }
  }

  private void connect(RedisClient redis)
      throws ExecutionException, TimeoutException, InterruptedException {
    StatefulRedisConnection<String, byte[]> connection =
        await(
            redis.connectAsync(
                RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE),
                RedisURI.builder()
                    .withHost(properties.host())
                    .withPort(properties.port())
                    .withPassword(properties.password().toCharArray())
                    .withTimeout(properties.commandTimeout())
                    .build()));
    boolean used = false;
    try {
      RedisAsyncCommands<String, byte[]> commands = connection.async();
      String run = run(await(commands.info("server")));
      List<Object> begun =
          await(
              commands.<List<Object>>eval(
                  BEGIN_EPOCH.text(),
                  ScriptOutputType.MULTI,
                  new String[] {keys.epoch(), keys.clock(), keys.run(), keys.alive()},
                  ascii(run),
                  ascii(connectedBefore || saidUnreachable ? "again" : "first"),
                  ascii(Long.toString(lastEpoch))));
      lastEpoch = Long.parseLong(ascii((byte[]) begun.get(0)));
      boolean isNew = ((Long) begun.get(1)) == 1;
      Session opened = new Session(connection, commands);
      connection.addListener(
          new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
              lost(opened);
            }
          });
      beat(opened);
      session.set(opened);
      if (!connection.isOpen()) {
        lost(opened);
        return;
      }
      used = true;
      connectedBefore = true;
      saidUnreachable = false;
      log.info("{} is used. epoch={} new={}", properties, lastEpoch, isNew);
      if (isNew) {
        onNewEpoch.began(lastEpoch);
      }
    } finally {
      if (!used) {
        connection.closeAsync();
      }
    }
  }

  private void beat(Session current)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      await(
          current.commands.set(
              keys.alive(),
              ascii("1"),
              SetArgs.Builder.px(properties.heartbeat().toMillis() * ALIVE)));
    } catch (ExecutionException | TimeoutException e) {
      lost(current);
      current.connection.closeAsync();
      throw e;
    }
  }

  private void lost(Session gone) {
    if (session.compareAndSet(gone, null)) {
      log.warn("The connection to {} is lost; a new epoch will begin.", properties);
      ScheduledExecutorService executor = tending;
      RedisClient redis = client;
      if (executor != null && redis != null && !executor.isShutdown()) {
        executor.schedule(() -> tend(redis), 20, MILLISECONDS);
      }
    }
  }

  private RedisUnavailableException unavailable(Session used, Throwable error) {
    if (error instanceof RedisLoadingException || error instanceof RedisReadOnlyException) {
      // It is another Redis than the one this connection was made to, or not the leading one.
      lost(used);
      used.connection.closeAsync();
    }
    log.debug("Redis did not do a command: {}", error.toString());
    return new RedisUnavailableException(error.getClass().getSimpleName());
  }

  private <T> T await(Future<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    Duration longest = properties.connectTimeout().plus(properties.commandTimeout());
    return future.get(longest.toMillis(), MILLISECONDS);
  }

  private static String run(String info) {
    return info.lines()
        .filter(line -> line.startsWith("run_id:"))
        .map(line -> line.substring("run_id:".length()).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
