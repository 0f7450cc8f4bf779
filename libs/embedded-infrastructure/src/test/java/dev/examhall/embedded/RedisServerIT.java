package dev.examhall.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {

  @TempDir Path folder;

  private RedisServer server;

  @BeforeEach
  void start() {
    server = newServer(0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void keepsKeysOverAKillAndARestart() throws Exception {
    assertThat(send("AUTH secret", "SET exam:42 kept", "WAITAOF 1 0 5000"))
        .startsWith("+OK", "+OK");

    server.kill();
    server.start();
    assertThat(send("AUTH secret", "STRLEN exam:42")).containsExactly("+OK", ":4");

    server.stop();
    server.start();
    assertThat(send("AUTH secret", "STRLEN exam:42")).containsExactly("+OK", ":4");
  }

  @Test
  void takesNobodyWithoutThePassword() throws IOException {
    assertThat(send("GET exam:42")).first().asString().startsWith("-NOAUTH");
    assertThat(send("AUTH wrong")).first().asString().startsWith("-WRONGPASS");
  }

  @Test
  void hidesThePasswordFromOtherUsers() throws IOException {
    Path configuration = folder.resolve("redis/redis.conf");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration)))
        .isEqualTo("rw-------");
    assertThat(
            ProcessHandle.of(server.pid().orElseThrow())
                .orElseThrow()
                .info()
                .commandLine()
                .orElseThrow())
        .doesNotContain("secret");
  }

  @Test
  void endsTheServerThatAnEarlierRunLeftBehind() {
    long left = server.pid().orElseThrow();
    RedisServer next = newServer(server.port());

    next.start();
    try {
      assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
    } finally {
      next.stop();
    }
  }

  @Test
  void leavesAProcessAloneThatMerelyHasTheSamePid() throws Exception {
    server.stop();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      new PidFile(folder.resolve("redis/redis.pid")).write(stranger.toHandle());

      server.start();

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void unpacksAgainWhatWasUnpackedInPart() throws IOException {
    Path binaries = folder.resolve("binaries");
    Files.createDirectories(binaries.resolve("redis-7.0.15"));
    Files.writeString(binaries.resolve("redis-7.0.15/redis-server"), "half");
    RedisServer repaired =
        new RedisServer(
            new RedisServer.Settings(folder.resolve("repaired"), binaries, 0, "secret"));

    repaired.start();

    assertThat(repaired.isAlive()).isTrue();
    repaired.stop();
  }

  @Test
  void refusesAPasswordThatItsConfigurationCouldNotHold() {
    assertThatThrownBy(() -> new RedisServer.Settings(folder, TestFolders.BINARIES, 0, "a\" b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private RedisServer newServer(int port) {
    return new RedisServer(
        new RedisServer.Settings(folder.resolve("redis"), TestFolders.BINARIES, port, "secret"));
  }

  private java.util.List<String> send(String... commands) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      java.util.List<String> lines = new java.util.ArrayList<>();
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        lines.add(answers.readLine());
      }
      return lines;
    }
  }
}
