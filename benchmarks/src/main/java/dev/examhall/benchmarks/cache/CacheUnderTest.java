package dev.examhall.benchmarks.cache;

import dev.examhall.benchmarks.Checkout;
import dev.examhall.benchmarks.JvmOptions;
import dev.examhall.cacheclient.ExamhallCache;
import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.KafkaServer;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import dev.examhall.embedded.RedisServer;
import dev.examhall.identity.ServiceTokens;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/** Redis, Kafka and the real jar of cache-service, each in a process of its own. */
final class CacheUnderTest implements AutoCloseable {

  private static final String PASSWORD = "password-of-benchmarks";
  private static final int REDIS_MEGABYTES = 1024;
  private static final Duration READY = Duration.ofMinutes(3);

  /** As the service runs in production: C2, a collector for throughput, Netty's native memory. */
  private static final List<String> JVM = JvmOptions.withHeap(256);

  private final Path folder;
  private final RedisServer redis;
  private final KafkaServer kafka;
  private final ChildProcess service = new ChildProcess(OrphanGuard.Stage.SERVICE);
  private final ChildProcess bare = new ChildProcess(OrphanGuard.Stage.SERVICE);
  private final int port = Ports.free();
  private final int reactorPort = Ports.free();
  private final int nettyPort = Ports.free();
  private final String secret = secret();
  private final List<ConfigurableApplicationContext> callers = new ArrayList<>();
  private final RedisClient redisClient;
  private final StatefulRedisConnection<String, byte[]> direct;

  private CacheUnderTest() throws IOException {
    folder = Files.createTempDirectory("examhall-bench");
    Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "examhall-bench-binaries");
    redis =
        new RedisServer(
            new RedisServer.Settings(
                folder.resolve("redis"), binaries, 0, PASSWORD, REDIS_MEGABYTES));
    kafka = new KafkaServer(new KafkaServer.Settings(folder.resolve("kafka"), 0, 0));
    boolean started = false;
    try {
      redis.start();
      kafka.start();
      startService();
      started = true;
    } finally {
      if (!started) {
        stopServers();
      }
    }
    redisClient =
        RedisClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redis.port())
                .withPassword(PASSWORD.toCharArray())
                .build());
    direct = redisClient.connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE));
  }

  static CacheUnderTest start() throws IOException {
    return new CacheUnderTest();
  }

  /** A connection of our own to the same Redis. */
  StatefulRedisConnection<String, byte[]> redis() {
    return direct;
  }

  /** A connection to the service that does as little as possible. */
  PlainHttp http() throws IOException {
    return new PlainHttp(port, caller().getBean(ServiceTokens.class).tokenFor("cache-service"));
  }

  /** Connections to {@link BareServer}, by Reactor Netty and by Netty alone. */
  List<PlainHttp> bareServer() throws IOException {
    if (!bare.isAlive()) {
      List<String> command = new ArrayList<>(java());
      command.addAll(
          List.of(
              "-cp",
              ownClassPath(),
              BareServer.class.getName(),
              Integer.toString(reactorPort),
              Integer.toString(nettyPort),
              Integer.toString(redis.port())));
      start(bare, "bare-server", command, Map.of("BARE_PASSWORD", PASSWORD), "BareServer");
      bare.awaitReady(READY, () -> PlainHttp.answers(reactorPort, BareServer.BYTES));
    }
    return List.of(new PlainHttp(reactorPort, null), new PlainHttp(nettyPort, null));
  }

  void killRedis() {
    redis.kill();
  }

  void startRedis() {
    redis.start();
  }

  void killService() {
    service.kill();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Caller {}

  /** A process that uses the cache, as far as the starter knows. */
  ConfigurableApplicationContext caller(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.application.name=exam-render-service",
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--examhall.identity.internal-secret=" + secret,
                "--examhall.cache-client.url=http://127.0.0.1:" + port));
    arguments.addAll(Arrays.asList(more));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Caller.class).run(arguments.toArray(String[]::new));
    callers.add(context);
    return context;
  }

  static ExamhallCache cache(ConfigurableApplicationContext caller) {
    return caller.getBean(ExamhallCache.class);
  }

  void startService() {
    Path jar = Checkout.jar("cache-service");
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("EXAMHALL_REDIS_PORT", Integer.toString(redis.port()));
    environment.put("EXAMHALL_REDIS_PASSWORD", PASSWORD);
    environment.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("EXAMHALL_INTERNAL_SECRET", secret);
    environment.put("EXAMHALL_DATA_DIR", folder.resolve("service").toString());
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-jar", jar.toString()));
    start(service, "cache-service", command, environment, jar.toString());
    service.awaitReady(READY, () -> PlainHttp.answers(port, "/actuator/health/readiness"));
    System.out.println("cache-service: " + String.join(" ", command.subList(1, command.size())));
  }

  private void start(
      ChildProcess process,
      String name,
      List<String> command,
      Map<String, String> environment,
      String marker) {
    process.start(
        new ChildProcess.Program(
            name,
            command,
            environment,
            folder.resolve(name),
            folder.resolve(name + ".log"),
            folder.resolve(name + ".pid"),
            marker,
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
  }

  /** Of whole paths, as the server runs in a folder of its own. */
  private static String ownClassPath() {
    String given = System.getProperty("java.class.path", "");
    return Arrays.stream(
            System.getProperty("surefire.test.class.path", given).split(File.pathSeparator))
        .map(one -> Path.of(one).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    Arrays.stream(System.getProperty("examhall.bench.jvm", "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    return command;
  }

  private static String secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    callers.forEach(ConfigurableApplicationContext::close);
    direct.close();
    redisClient.shutdown();
    stopServers();
  }

  private void stopServers() {
    bare.stop();
    service.stop();
    kafka.stop();
    redis.stop();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
