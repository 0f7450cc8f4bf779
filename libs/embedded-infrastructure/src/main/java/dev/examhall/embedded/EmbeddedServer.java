package dev.examhall.embedded;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A server that runs as a child process. The same object can be started again after it was stopped,
 * killed or died: it keeps its port and its data.
 */
public sealed interface EmbeddedServer permits PostgresServer, RedisServer, KafkaServer {

  /** What people call it, for messages. */
  String name();

  /**
   * Starts the server and returns when it answers its own protocol. A server that an earlier run
   * left behind in the same data folder is ended first. Does nothing if it runs already.
   *
   * @throws ServerStartException if it cannot be started; the message is one line for people
   */
  void start();

  /** The loopback port. Before the first start of a server with a free port: 0. */
  int port();

  /** The process id while it runs. */
  OptionalLong pid();

  boolean isAlive();

  /** Completes with the exit code when the process that runs now ends, for whatever reason. */
  CompletableFuture<Integer> onExit();

  /** The server's own log. */
  Path log();

  /** Ends the server as it wants to be ended, and by force when that takes too long. */
  void stop();

  /** Ends the server at once, as a power cut would (SIGKILL). */
  void kill();
}
