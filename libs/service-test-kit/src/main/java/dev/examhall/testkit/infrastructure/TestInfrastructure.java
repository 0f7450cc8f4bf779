package dev.examhall.testkit.infrastructure;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.examhall.embedded.DatabaseAdministration;
import dev.examhall.embedded.EmbeddedServer;
import dev.examhall.embedded.KafkaServer;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.embedded.RedisSentinel;
import dev.examhall.embedded.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The one place that gives a test its servers. What is asked for is started once and shared by all
 * test classes of the JVM, until the JVM ends. A test that wants to break a server takes one of its
 * own.
 */
public final class TestInfrastructure {

  private static final String PASSWORD = "password-of-tests";

  private static final Once<DatabaseAdministration> POSTGRES =
      new Once<>(TestInfrastructure::startPostgres);
  private static final Once<TestRedis> REDIS = new Once<>(TestInfrastructure::startRedis);
  private static final Once<TestKafka> KAFKA = new Once<>(TestInfrastructure::startKafka);
  private static final Map<String, TestDatabase> DATABASES = new ConcurrentHashMap<>();
  private static final Set<EmbeddedServer> OWN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> OWN.parallelStream().forEach(EmbeddedServer::stop), "test-servers"));
  }

  private TestInfrastructure() {}

  /** The database by this name, empty when the JVM asks for it first. */
  public static TestDatabase database(String name) {
    return DATABASES.computeIfAbsent(
        name,
        absent -> {
          DatabaseAdministration server = POSTGRES.get();
          server.dropDatabase(name);
          server.createDatabase(name, PASSWORD);
          return new TestDatabase(server.host(), server.port(), name, PASSWORD);
        });
  }

  /** An empty database that nobody else uses. */
  public static TestDatabase newDatabase() {
    return database("test_" + UUID.randomUUID().toString().replace("-", ""));
  }

  public static TestRedis redis() {
    return REDIS.get();
  }

  public static TestKafka kafka() {
    return KAFKA.get();
  }

  /** A PostgreSQL of the caller's own, started; it may be killed, and ends with the JVM. */
  public static PostgresServer newPostgres() {
    return started(
        new PostgresServer(
            new PostgresServer.Settings(
                TestFolder.mine().emptied("own-postgres-" + UUID.randomUUID()),
                TestFolder.binaries(),
                0,
                PASSWORD)));
  }

  /** A Redis of the caller's own, started; it may be killed, and ends with the JVM. */
  public static RedisServer newRedis() {
    return started(
        new RedisServer(
            new RedisServer.Settings(
                TestFolder.mine().emptied("own-redis-" + UUID.randomUUID()),
                TestFolder.binaries(),
                0,
                PASSWORD)));
  }

  /** A Redis, its copy and three sentinels of the caller's own; all end with the JVM. */
  public static WatchedRedis newWatchedRedis() {
    RedisServer leader = newRedis();
    List<RedisSentinel> sentinels =
        Stream.generate(
                () ->
                    new RedisSentinel(
                        new RedisSentinel.Settings(
                            TestFolder.mine().emptied("own-sentinel-" + UUID.randomUUID()),
                            TestFolder.binaries(),
                            0,
                            leader,
                            2,
                            Duration.ofMillis(500))))
            .limit(3)
            .toList();
    OWN.addAll(sentinels);
    return WatchedRedis.start(leader, newRedis(), sentinels);
  }

  /** A Kafka of the caller's own, started; it may be killed, and ends with the JVM. */
  public static KafkaServer newKafka() {
    return started(
        new KafkaServer(
            new KafkaServer.Settings(
                TestFolder.mine().emptied("own-kafka-" + UUID.randomUUID()), 0, 0)));
  }

  private static <S extends EmbeddedServer> S started(S server) {
    OWN.add(server);
    server.start();
    return server;
  }

  private static DatabaseAdministration startPostgres() {
    return ContainerEngine.image("postgres:17-alpine")
        .map(TestInfrastructure::postgresContainer)
        .orElseGet(
            () -> {
              // Making a cluster takes seconds: it is kept, and its databases are dropped.
              Path folder = TestFolder.mine().kept("postgres");
              return started(
                      new PostgresServer(
                          new PostgresServer.Settings(folder, TestFolder.binaries(), 0, PASSWORD)))
                  .administration();
            });
  }

  private static TestRedis startRedis() {
    return ContainerEngine.image("redis:8-alpine")
        .map(TestInfrastructure::redisContainer)
        .orElseGet(
            () -> {
              RedisServer server =
                  started(
                      new RedisServer(
                          new RedisServer.Settings(
                              TestFolder.mine().emptied("redis"),
                              TestFolder.binaries(),
                              0,
                              PASSWORD)));
              return new TestRedis("127.0.0.1", server.port(), PASSWORD);
            });
  }

  private static TestKafka startKafka() {
    return ContainerEngine.image("apache/kafka:4")
        .map(TestInfrastructure::kafkaContainer)
        .orElseGet(
            () ->
                new TestKafka(
                    started(
                            new KafkaServer(
                                new KafkaServer.Settings(TestFolder.mine().emptied("kafka"), 0, 0)))
                        .bootstrapServers()));
  }

  @SuppressWarnings("resource") // ends with the JVM
  private static DatabaseAdministration postgresContainer(String image) {
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(image))
            .withUsername("postgres")
            .withPassword(PASSWORD)
            .withDatabaseName("postgres")
            .withCommand("postgres", "-c", "max_connections=200");
    startContainer(container);
    return new DatabaseAdministration(
        container.getHost(), container.getMappedPort(5432), "postgres", PASSWORD);
  }

  @SuppressWarnings("resource") // ends with the JVM
  private static TestRedis redisContainer(String image) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withExposedPorts(6379)
            .withCommand(
                "redis-server",
                "--requirepass",
                PASSWORD,
                "--appendonly",
                "yes",
                "--maxmemory",
                "64mb",
                "--maxmemory-policy",
                "volatile-lru")
            .waitingFor(Wait.forListeningPort());
    startContainer(container);
    return new TestRedis(container.getHost(), container.getMappedPort(6379), PASSWORD);
  }

  @SuppressWarnings("resource") // ends with the JVM
  private static TestKafka kafkaContainer(String image) {
    KafkaContainer container =
        new KafkaContainer(DockerImageName.parse(image))
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    startContainer(container);
    return new TestKafka(container.getBootstrapServers());
  }

  private static void startContainer(GenericContainer<?> container) {
    container.withImagePullPolicy(never -> false);
    if (container.getHost().equals("localhost")) {
      container.withCreateContainerCmdModifier(
          command -> publishOnLoopback(container.getExposedPorts(), command));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "test-container"));
    container.start();
  }

  /** Testcontainers alone would open them to the network. */
  private static void publishOnLoopback(List<Integer> ports, CreateContainerCmd command) {
    command.withHostConfig(
        Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::newHostConfig)
            .withPublishAllPorts(false)
            .withPortBindings(
                ports.stream()
                    .map(
                        port ->
                            new PortBinding(
                                Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port)))
                    .toList()));
  }

  /** A value made at the first call; a failure is not remembered. */
  private static final class Once<T> {

    private final Supplier<T> maker;
    private @org.jspecify.annotations.Nullable T value;

    private Once(Supplier<T> maker) {
      this.maker = maker;
    }

    private synchronized T get() {
      T made = value;
      if (made == null) {
        made = maker.get();
        value = made;
      }
      return made;
    }
  }
}
