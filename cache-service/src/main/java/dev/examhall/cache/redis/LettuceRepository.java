package dev.examhall.cache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
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

  /** A JVM that has just started is slow; nobody is answered by it yet. */
  private static final Duration FIRST_TIME = Duration.ofSeconds(5);

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
  private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
  private final EvictionListener evictions;
  private final List<EventLoop> loops;
  private List<RedisClient> clients = List.of();
  private List<ClientResources> resources = List.of();
  private @Nullable ScheduledExecutorService tending;
  private final ReentrantLock tendingNow = new ReentrantLock();
  private boolean connectedBefore;
  private boolean saidUnreachable;
  private volatile long lastEpoch;

  /**
   * A link that is opened by {@link #start}.
   *
   * @param onNewEpoch is told of each epoch that begins through this link
   * @param onEviction is told of values that Redis evicts
   * @param loops where requests arrive; each gets a connection of its own
   */
  LettuceRepository(
      RedisProperties properties,
      RedisKeys keys,
      OnNewEpoch onNewEpoch,
      OnEviction onEviction,
      List<EventLoop> loops) {
    this.evictions = new EvictionListener(keys.values(), onEviction);
    this.loops = List.copyOf(loops);
    this.properties = properties;
    this.keys = keys;
    this.onNewEpoch = onNewEpoch;
  }

  /** A connection that lives on one event loop. */
  private record Lane(
      @Nullable EventLoop loop,
      StatefulRedisConnection<String, byte[]> connection,
      RedisAsyncCommands<String, byte[]> commands) {}

  /** Connections to one run of Redis; when one is lost all are. */
  private record Session(List<Lane> lanes) {

    /**
     * The one on the event loop that asks, so that a request needs no other thread; any for others.
     */
    Lane lane() {
      for (Lane lane : lanes) {
        if (lane.loop != null && lane.loop.inEventLoop()) {
          return lane;
        }
      }
      return lanes.getFirst();
    }

    void close() {
      lanes.forEach(lane -> lane.connection.closeAsync());
    }
  }

  /** A command whose answer is waited for. */
  private final class Call<T> implements BiConsumer<@Nullable T, @Nullable Throwable> {
    private final BiConsumer<? super @Nullable T, @Nullable Throwable> then;
    private final Session session;
    private final long began = System.nanoTime();

    private Call(BiConsumer<? super @Nullable T, @Nullable Throwable> then, Session session) {
      this.then = then;
      this.session = session;
    }

    @Override
    public void accept(@Nullable T value, @Nullable Throwable error) {
      if (!calls.remove(this)) {
        return; // it was too late
      }
      if (error == null || error instanceof RedisNoScriptException) {
        then.accept(value, error);
      } else {
        then.accept(null, unavailable(session, error));
      }
    }

    private void endIfLate(long now) {
      if (now - began > properties.commandTimeout().toNanos() && calls.remove(this)) {
        then.accept(null, new RedisUnavailableException("no answer in time"));
      }
    }
  }

  private <T> Mono<T> call(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return Mono.create(
        sink ->
            call(
                command,
                (value, error) -> {
                  if (error == null) {
                    sink.success(value);
                  } else {
                    sink.error(error);
                  }
                }));
  }

  private <T> void call(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command,
      BiConsumer<? super @Nullable T, @Nullable Throwable> then) {
    Session current = session.get();
    if (current == null) {
      then.accept(null, new RedisUnavailableException("there is no connection"));
      return;
    }
    Call<T> call = new Call<>(then, current);
    calls.add(call);
    CompletionStage<T> answer;
    try {
      answer = command.apply(current.lane().commands);
    } catch (RuntimeException e) {
      call.accept(null, e);
      return;
    }
    answer.whenComplete(call);
  }

  @Override
  public void values(BiConsumer<@Nullable Values, @Nullable Throwable> then, String... names) {
    this.<List<KeyValue<String, byte[]>>>call(
        commands -> commands.mget(names),
        (found, error) ->
            then.accept(
                found == null ? null : place -> found.get(place).getValueOrElse(null), error));
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
    ClientResources shared = DefaultClientResources.create();
    List<ClientResources> used = new ArrayList<>();
    List<RedisClient> made = new ArrayList<>();
    if (loops.isEmpty()) {
      made.add(RedisClient.create(shared));
    }
    for (EventLoop loop : loops) {
      ClientResources own = shared.mutate().eventLoopGroupProvider(new OneLoop(loop)).build();
      used.add(own);
      made.add(RedisClient.create(own));
    }
    used.add(shared);
    resources = List.copyOf(used);
    // No time-outs of Lettuce's own: they cost a timer a command, and miss one that got lost.
    made.forEach(
        client ->
            client.setOptions(
                ClientOptions.builder()
                    .autoReconnect(false)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                    .socketOptions(
                        SocketOptions.builder().connectTimeout(properties.connectTimeout()).build())
                    .build()));
    clients = List.copyOf(made);
    ScheduledExecutorService executor =
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("redis-link-", 0).daemon().factory());
    tending = executor;
    long period = properties.heartbeat().toMillis();
    executor.scheduleWithFixedDelay(this::tend, 0, period, MILLISECONDS);
    long look = Math.max(1, properties.commandTimeout().toMillis() / 8);
    executor.scheduleWithFixedDelay(this::endLateCalls, look, look, MILLISECONDS);
  }

  private void endLateCalls() {
    long now = System.nanoTime();
    calls.forEach(call -> call.endIfLate(now));
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService executor = tending;
    if (executor == null) {
      return;
    }
    executor.shutdownNow();
    tending = null;
    evictions.close();
    Session current = session.getAndSet(null);
    if (current != null) {
      current.close();
    }
    clients.forEach(client -> client.shutdownAsync(0, 1_000, MILLISECONDS));
    clients = List.of();
    resources.forEach(each -> each.shutdown(0, 1_000, MILLISECONDS));
    resources = List.of();
  }

  /** Before requests come, until the last of them is answered. */
  @Override
  public int getPhase() {
    return SmartLifecycle.DEFAULT_PHASE - 4096;
  }

  @Override
  public synchronized boolean isRunning() {
    return tending != null;
  }

  private void tend() {
    tendingNow.lock();
    try {
      Session current = session.get();
      if (current == null) {
        connect();
      } else {
        beat(current);
      }
      Session used = session.get();
      if (used != null) {
        evictions.listen(clients.getFirst(), uri(), used.lanes.getFirst().commands);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      if (!saidUnreachable) {
        saidUnreachable = true;
        log.warn("{} cannot be used; callers do without. reason={}", properties, cause.toString());
      }
    } finally {
      tendingNow.unlock();
    }
  }

  private void connect() throws ExecutionException, TimeoutException, InterruptedException {
    List<Lane> lanes = new ArrayList<>();
    boolean used = false;
    try {
      String run = "";
      for (int i = 0; i < clients.size(); i++) {
        StatefulRedisConnection<String, byte[]> connection = await(connection(clients.get(i)));
        RedisAsyncCommands<String, byte[]> commands = connection.async();
        lanes.add(new Lane(loops.isEmpty() ? null : loops.get(i), connection, commands));
        String found = run(await(commands.info("server")));
        if (i > 0 && !found.equals(run)) {
          throw new RedisException("it restarted, or another took over, while connecting");
        }
        run = found;
      }
      RedisAsyncCommands<String, byte[]> commands = lanes.getFirst().commands;
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
      Session opened = new Session(List.copyOf(lanes));
      for (Lane lane : lanes) {
        lane.connection.addListener(
            new RedisConnectionStateListener() {
              @Override
              public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                lost(opened);
              }
            });
      }
      beat(opened);
      session.set(opened);
      if (!lanes.stream().allMatch(lane -> lane.connection.isOpen())) {
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
        lanes.forEach(lane -> lane.connection.closeAsync());
      }
    }
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> connection(RedisClient client) {
    return client.connectAsync(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE), uri());
  }

  private RedisURI uri() {
    RedisURI.Builder uri = RedisURI.builder();
    if (properties.sentinels().isEmpty()) {
      uri.withHost(properties.host()).withPort(properties.port());
    } else {
      // asked anew for each connection, so that it leads to who leads now
      uri.withSentinelMasterId(properties.sentinelMaster());
      properties.sentinels().forEach(sentinel -> uri.withSentinel(sentinel(sentinel)));
    }
    return uri.withPassword(properties.password().toCharArray())
        .withTimeout(connectedBefore ? properties.commandTimeout() : FIRST_TIME)
        .build();
  }

  private RedisURI sentinel(String address) {
    int colon = address.lastIndexOf(':');
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.substring(0, colon))
            .withPort(Integer.parseInt(address.substring(colon + 1)))
            .withTimeout(connectedBefore ? properties.commandTimeout() : FIRST_TIME);
    if (!properties.sentinelPassword().isEmpty()) {
      uri.withPassword(properties.sentinelPassword().toCharArray());
    }
    return uri.build();
  }

  private void beat(Session current)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      for (Lane lane : current.lanes) {
        await(
            lane.commands.set(
                keys.alive(),
                ascii("1"),
                SetArgs.Builder.px(properties.heartbeat().toMillis() * ALIVE)));
      }
    } catch (ExecutionException | TimeoutException e) {
      lost(current);
      throw e;
    }
  }

  private void lost(Session gone) {
    if (session.compareAndSet(gone, null)) {
      log.warn("The connection to {} is lost; a new epoch will begin.", properties);
      gone.close();
      ScheduledExecutorService executor = tending;
      if (executor != null && !executor.isShutdown()) {
        executor.schedule(this::tend, 20, MILLISECONDS);
      }
    }
  }

  private RedisUnavailableException unavailable(Session used, Throwable error) {
    if (error instanceof RedisLoadingException || error instanceof RedisReadOnlyException) {
      // It is another Redis than the one this connection was made to, or not the leading one.
      lost(used);
    }
    log.debug("Redis did not do a command: {}", error.toString());
    return new RedisUnavailableException(error.getClass().getSimpleName());
  }

  private <T> T await(CompletionStage<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    Duration longest =
        connectedBefore
            ? properties.connectTimeout().plus(properties.commandTimeout())
            : FIRST_TIME;
    return future.toCompletableFuture().get(longest.toMillis(), MILLISECONDS);
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
