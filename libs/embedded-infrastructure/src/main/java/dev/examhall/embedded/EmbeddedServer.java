package dev.examhall.embedded;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A server that runs as a child process. The same object can be started again after it was stopped,
 * killed or died: it keeps its port and its data.
 */
public abstract sealed class EmbeddedServer
    permits PostgresServer, RedisServer, RedisSentinel, KafkaServer {

  final ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVER);
  private final String name;
  private final Path log;
  private volatile int port;

  /**
   * @param port 0 takes a free one at the first start
   */
  EmbeddedServer(String name, Path log, int port) {
    this.name = name;
    this.log = log;
    this.port = port;
  }

  /** What people call it, for messages. */
  public final String name() {
    return name;
  }

  /**
   * Starts the server and returns when it answers its own protocol. A server that an earlier run
   * left behind in the same data folder is ended first. Does nothing if it runs already.
   *
   * @throws ServerStartException if it cannot be started; the message is one line for people
   */
  public abstract void start();

  /**
   * @throws ServerStartException if the port is taken
   */
  final void choosePort() {
    port = Ports.choose(port, name);
  }

  /** The loopback port. Before the first start of a server with a free port: 0. */
  public final int port() {
    return port;
  }

  /** The process id while it runs. */
  public final OptionalLong pid() {
    return process.pid();
  }

  public final boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the process that runs now ends, for whatever reason. */
  public final CompletableFuture<Integer> onExit() {
    return process.onExit();
  }

  /** The server's own log. */
  public final Path log() {
    return log;
  }

  /** Ends the server as it wants to be ended, and by force when that takes too long. */
  public final void stop() {
    process.stop();
  }

  /** Ends the server at once, as a power cut would (SIGKILL). */
  public final void kill() {
    process.kill();
  }
}
