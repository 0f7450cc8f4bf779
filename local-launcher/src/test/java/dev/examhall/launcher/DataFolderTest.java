package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir private Path temp;

  @Test
  void belongsToOneLauncherAtATime() {
    DataFolder folder = new DataFolder(temp.resolve("data"));
    try (DataFolder.Lock lock = folder.lock()) {
      new RunState(4711, 8080, Instant.EPOCH, true, List.of()).write(folder.runState());

      assertThat(lock.lock().isValid()).isTrue();
      assertThat(folder.isInUse()).isTrue();
      assertThatThrownBy(folder::lock)
          .isInstanceOf(LauncherException.class)
          .hasMessageContaining("is in use by pid 4711")
          .hasMessageContaining("./examhall down --data " + folder.path())
          .hasMessageContaining("--data");
    }

    assertThat(folder.isInUse()).isFalse();
  }

  @Test
  void isClosedToOtherUsersWhenItIsMade() throws IOException {
    DataFolder folder = new DataFolder(temp.resolve("deep/er/data"));

    folder.lock().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void saysWhatToDoWhenItCannotBeMade() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertThatThrownBy(() -> new DataFolder(file.resolve("data")).lock())
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("choose one that you may write to with --data");
  }

  @Test
  void remembersWhatBecameOfTheDemo() {
    DataFolder folder = new DataFolder(temp.resolve("data"));
    assertThat(folder.demo()).isEmpty();

    folder.demo("loaded");

    assertThat(folder.demo()).contains("loaded");
  }

  @Test
  void keepsTheStateForOtherCommands() {
    DataFolder folder = new DataFolder(temp.resolve("data"));
    RunState state =
        new RunState(
            1,
            8080,
            Instant.parse("2026-01-01T00:00:00Z"),
            true,
            List.of(
                new RunState.Entry(
                    "gateway", 8080, "http://127.0.0.1:8080", 2, Instant.EPOCH, 1, "gateway.log")));

    state.write(folder.runState());

    assertThat(RunState.read(folder.runState())).contains(state);
  }

  @Test
  void emptiesALogThatBecameLargeWhileItIsWrittenTo() throws IOException {
    DataFolder folder = new DataFolder(temp.resolve("data"));
    Path log = folder.log("gateway");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "x".repeat(101));
    Files.writeString(folder.log("cache-service"), "small");

    try (LogRotation rotation = new LogRotation(folder, 100)) {
      rotation.rotate();
    }

    assertThat(log).isEmptyFile();
    assertThat(log.resolveSibling("gateway.log.1")).hasSize(101);
    assertThat(folder.log("cache-service")).hasContent("small");
  }
}
