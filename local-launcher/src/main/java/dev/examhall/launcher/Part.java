package dev.examhall.launcher;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A process of the suite: a server or a service. */
interface Part {

  String id();

  int port();

  /** What somebody opens or connects to. */
  String url();

  Path log();

  /**
   * Starts it and returns when it is ready to be used.
   *
   * @throws dev.examhall.embedded.ServerStartException or {@link LauncherException} if it cannot
   */
  void start();

  /** Completes with the exit code of the process that was started last. */
  CompletableFuture<Integer> onExit();

  OptionalLong pid();

  void stop();
}
