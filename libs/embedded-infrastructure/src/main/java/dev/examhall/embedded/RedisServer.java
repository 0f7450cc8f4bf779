package dev.examhall.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Redis 7 with an append-only file, a password and loopback only. */
public final class RedisServer extends EmbeddedServer {

  /**
   * @param dataDirectory this server's own folder
   * @param binariesDirectory where programs are unpacked to; may be shared by many runs
   * @param port loopback port; 0 takes a free one
   * @param password what clients must send; printable ASCII without quotes and blanks
   * @param maxMemoryMegabytes beyond it keys with a time to live are evicted, others never
   */
  public record Settings(
      Path dataDirectory,
      Path binariesDirectory,
      int port,
      String password,
      int maxMemoryMegabytes) {

    public Settings {
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
      binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
      if (!password.matches("[!#-&(-\\[\\]-~]+")) {
        throw new IllegalArgumentException(
            "The Redis password must be printable ASCII without quotes, backslashes and blanks");
      }
    }

    public Settings(Path dataDirectory, Path binariesDirectory, int port, String password) {
      this(dataDirectory, binariesDirectory, port, password, 64);
    }
  }

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;

  public RedisServer(Settings settings) {
    super("Redis", settings.dataDirectory().resolve("redis.log"), settings.port());
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (isAlive()) {
      return;
    }
    Path program = new Binaries(settings.binariesDirectory()).redisServer();
    Path configuration = settings.dataDirectory().resolve("redis.conf");
    Path pidFile = settings.dataDirectory().resolve("redis.pid");
    ChildProcess.endLeftover(
        pidFile, configuration.toString(), ChildProcess.StopSignal.TERM, Duration.ofSeconds(10));
    choosePort();
    writeConfiguration(configuration);
    process.start(
        new ChildProcess.Program(
            name(),
            List.of(program.toString(), configuration.toString()),
            Map.of(),
            settings.dataDirectory(),
            log(),
            pidFile,
            configuration.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    process.awaitReady(START_TIMEOUT, this::answers);
  }

  /** The password is in a file of ours alone, not in the command line that everybody can read. */
  private void writeConfiguration(Path file) {
    String text =
        """
        bind 127.0.0.1
        port %d
        requirepass "%s"
        dir "%s"
        appendonly yes
        appendfsync everysec
        save ""
        maxmemory %dmb
        maxmemory-policy volatile-lru
        set-proc-title no
        daemonize no
        tcp-keepalive 60
        """
            .formatted(
                port(),
                settings.password(),
                settings.dataDirectory().resolve("data"),
                settings.maxMemoryMegabytes());
    try {
      Files.createDirectories(settings.dataDirectory().resolve("data"));
      OwnerOnly.write(file, text);
    } catch (IOException e) {
      throw new ServerStartException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private boolean answers() {
    return ask(port(), 2, "AUTH " + settings.password(), "PING").equals(List.of("+OK", "+PONG"));
  }

  /**
   * Has all that this server keeps copied to another, which takes no changes from then on unless a
   * {@link RedisSentinel} makes it the leading one. Returns when the copy is complete.
   *
   * @throws ServerStartException if that does not come within 30 s
   */
  public void copyTo(RedisServer replica) {
    List<String> answers =
        ask(
            replica.port(),
            3,
            "AUTH " + replica.password(),
            "CONFIG SET masterauth " + password(),
            "REPLICAOF 127.0.0.1 " + port());
    if (!answers.equals(List.of("+OK", "+OK", "+OK"))) {
      throw new ServerStartException("Redis on port " + replica.port() + " says " + answers);
    }
    replica.process.awaitReady(
        START_TIMEOUT,
        () ->
            ask(replica.port(), 20, "AUTH " + replica.password(), "INFO replication")
                .contains("master_link_status:up"));
  }

  /**
   * Sends commands and reads lines until so many have come or no more do.
   *
   * @return nothing if nobody answers
   */
  static List<String> ask(int port, int lines, String... commands) {
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      socket.setSoTimeout(1000);
      socket
          .getOutputStream()
          .write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      while (answers.size() < lines) {
        String line = answer.readLine();
        if (line == null) {
          break;
        }
        answers.add(line);
      }
    } catch (IOException noMore) {
      return answers;
    }
    return answers;
  }

  public String password() {
    return settings.password();
  }
}
