package dev.examhall.launcher;

import dev.examhall.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** PostgreSQL, Redis or Kafka. */
record ServerPart(EmbeddedServer server, Runnable afterStart) implements Part {

  @Override
  public String id() {
    return server.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String url() {
    return "127.0.0.1:" + server.port();
  }

  @Override
  public Path log() {
    return server.log();
  }

  @Override
  public void start() {
    server.start();
    afterStart.run();
  }

  @Override
  public CompletableFuture<Integer> onExit() {
    return server.onExit();
  }

  @Override
  public OptionalLong pid() {
    return server.pid();
  }

  @Override
  public void stop() {
    server.stop();
  }
}
