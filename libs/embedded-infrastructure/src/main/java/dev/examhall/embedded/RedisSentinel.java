package dev.examhall.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One of the sentinels that watch a {@link RedisServer} and its copies, and make a copy the leading
 * one when it is gone. Loopback only, without a password of its own.
 */
public final class RedisSentinel extends EmbeddedServer {

  /** What the sentinels call the Redis that leads. */
  public static final String LEADER = "examhall";

  /**
   * @param dataDirectory this sentinel's own folder
   * @param binariesDirectory where programs are unpacked to; may be shared by many runs
   * @param port loopback port; 0 takes a free one
   * @param leader the Redis that leads now
   * @param quorum how many sentinels must miss it
   * @param goneAfter when it counts as missed
   */
  public record Settings(
      Path dataDirectory,
      Path binariesDirectory,
      int port,
      RedisServer leader,
      int quorum,
      Duration goneAfter) {

    public Settings {
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
      binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
    }
  }

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;

  public RedisSentinel(Settings settings) {
    super("Redis Sentinel", settings.dataDirectory().resolve("sentinel.log"), settings.port());
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (isAlive()) {
      return;
    }
    Path program = new Binaries(settings.binariesDirectory()).redisServer();
    Path configuration = settings.dataDirectory().resolve("sentinel.conf");
    Path pidFile = settings.dataDirectory().resolve("sentinel.pid");
    ChildProcess.endLeftover(
        pidFile, configuration.toString(), ChildProcess.StopSignal.TERM, Duration.ofSeconds(10));
    choosePort();
    if (!Files.exists(configuration)) {
      // later it is the sentinel's own: what it has learnt is kept there
      writeConfiguration(configuration);
    }
    process.start(
        new ChildProcess.Program(
            name(),
            List.of(program.toString(), configuration.toString(), "--sentinel"),
            Map.of(),
            settings.dataDirectory(),
            log(),
            pidFile,
            configuration.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    process.awaitReady(
        START_TIMEOUT, () -> RedisServer.ask(port(), 1, "PING").equals(List.of("+PONG")));
  }

  private void writeConfiguration(Path file) {
    String text =
        """
        bind 127.0.0.1
        port %d
        dir "%s"
        set-proc-title no
        daemonize no
        sentinel monitor %s 127.0.0.1 %d %d
        sentinel auth-pass %s "%s"
        sentinel down-after-milliseconds %s %d
        sentinel failover-timeout %s %d
        """
            .formatted(
                port(),
                settings.dataDirectory(),
                LEADER,
                settings.leader().port(),
                settings.quorum(),
                LEADER,
                settings.leader().password(),
                LEADER,
                settings.goneAfter().toMillis(),
                LEADER,
                settings.goneAfter().toMillis() * 10);
    try {
      Files.createDirectories(settings.dataDirectory());
      OwnerOnly.write(file, text);
    } catch (IOException e) {
      throw new ServerStartException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether it knows of as many copies and other sentinels as there are: before that it cannot act.
   */
  public boolean knows(int copies, int otherSentinels) {
    List<String> lines = RedisServer.ask(port(), 40, "INFO sentinel");
    return lines.stream()
        .anyMatch(
            line ->
                line.contains("status=ok")
                    && line.contains("slaves=" + copies)
                    && line.contains("sentinels=" + (otherSentinels + 1)));
  }
}
