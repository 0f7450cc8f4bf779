package dev.examhall.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanGuardIT {

  @TempDir Path folder;

  @Test
  void endsServersWhoseJvmWasKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.ofThisJvm(),
                Parent.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
    ProcessHandle redis = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    assertThat(redis.isAlive()).isTrue();

    parent.destroyForcibly().waitFor(5, TimeUnit.SECONDS);

    CompletableFuture<ProcessHandle> gone = redis.onExit();
    assertThat(gone).succeedsWithin(java.time.Duration.ofSeconds(10));
  }

  /** A JVM that starts Redis, says its pid and then only waits. */
  static final class Parent {

    public static void main(String[] arguments) throws InterruptedException {
      RedisServer redis =
          new RedisServer(
              new RedisServer.Settings(Path.of(arguments[0]), TestFolders.BINARIES, 0, "secret"));
      redis.start();
      System.out.println(redis.pid().orElseThrow());
      Thread.currentThread().join();
    }
  }
}
