package dev.examhall.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Kafka 4 in KRaft mode, one node, in a JVM of its own with the class path of this one. Topics are
 * not made by themselves: a topic that is used before it is ready can lose events (KAFKA-15591).
 */
public final class KafkaServer extends EmbeddedServer {

  /**
   * @param dataDirectory this server's own folder
   * @param port loopback port of the broker; 0 takes a free one
   * @param controllerPort loopback port of the controller; 0 takes a free one
   * @param heapMegabytes the most heap it may take
   * @param advertisedPort where clients are told that it is; 0 says where it listens
   */
  public record Settings(
      Path dataDirectory, int port, int controllerPort, int heapMegabytes, int advertisedPort) {

    public Settings {
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
    }

    public Settings(Path dataDirectory, int port, int controllerPort) {
      this(dataDirectory, port, controllerPort, 256);
    }

    public Settings(Path dataDirectory, int port, int controllerPort, int heapMegabytes) {
      this(dataDirectory, port, controllerPort, heapMegabytes, 0);
    }

    /** The same for clients that are to come another way. */
    public Settings advertisedAt(int elsewhere) {
      return new Settings(dataDirectory, port, controllerPort, heapMegabytes, elsewhere);
    }
  }

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final Settings settings;
  private volatile int controllerPort;

  public KafkaServer(Settings settings) {
    super("Kafka", settings.dataDirectory().resolve("kafka.log"), settings.port());
    this.settings = settings;
    this.controllerPort = settings.controllerPort();
  }

  @Override
  public synchronized void start() {
    if (isAlive()) {
      return;
    }
    Path properties = settings.dataDirectory().resolve("server.properties");
    Path pidFile = settings.dataDirectory().resolve("kafka.pid");
    ChildProcess.endLeftover(
        pidFile, properties.toString(), ChildProcess.StopSignal.TERM, STOP_TIMEOUT);
    choosePort();
    controllerPort = Ports.choose(controllerPort, "Kafka's controller");
    Path arguments = settings.dataDirectory().resolve("jvm.args");
    try {
      Files.createDirectories(settings.dataDirectory());
      Files.writeString(properties, serverProperties());
      Files.writeString(settings.dataDirectory().resolve("logback.xml"), LOGGING);
      Files.writeString(arguments, jvmArguments());
    } catch (IOException e) {
      throw new ServerStartException(
          "Cannot write to " + settings.dataDirectory() + ": " + e.getMessage(), e);
    }
    process.start(
        new ChildProcess.Program(
            name(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + arguments,
                KafkaProcess.class.getName(),
                properties.toString()),
            Map.of(),
            settings.dataDirectory(),
            log(),
            pidFile,
            properties.toString(),
            ChildProcess.StopSignal.TERM,
            STOP_TIMEOUT));
    process.awaitReady(START_TIMEOUT, this::answers);
  }

  private String serverProperties() {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%4$d
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    controller.listener.names=CONTROLLER
    inter.broker.listener.name=PLAINTEXT
    log.dirs=%3$s
    auto.create.topics.enable=false
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=4
    group.initial.rebalance.delay.ms=0
    log.cleaner.dedupe.buffer.size=2097152
    log.index.size.max.bytes=1048576
    broker.session.timeout.ms=2000
    broker.heartbeat.interval.ms=200
    num.network.threads=2
    num.io.threads=4
    """
        .formatted(
            port(),
            controllerPort,
            settings.dataDirectory().resolve("data").toString(),
            settings.advertisedPort() == 0 ? port() : settings.advertisedPort());
  }

  private String jvmArguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xms32m",
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + settings.dataDirectory().resolve("logback.xml"),
                "-cp",
                ClassPath.ofThisJvm()));
    StringBuilder file = new StringBuilder();
    for (String argument : arguments) {
      file.append('"').append(argument.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    return file.toString();
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      // An admin client logs a warning for each refused connection: ask it only when there is one.
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500);
    } catch (IOException notYet) {
      return false;
    }
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2000))) {
      return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("Interrupted while starting Kafka", e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  public int controllerPort() {
    return controllerPort;
  }

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{ISO8601} %-5level %logger{0} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;
}
