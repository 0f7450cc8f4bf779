package dev.examhall.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {

  @TempDir Path folder;

  @Test
  void makesItsOwnInTheDataFolder() {
    KeyFolder keys = new KeyFolder(folder, "");

    assertThat(keys.create("session.key", "one")).isTrue();
    assertThat(keys.create("session.key", "two")).isFalse();
    assertThat(keys.filledByOthers()).isFalse();
    assertThat(folder.resolve("keys/session.key")).hasContent("one");
  }

  @Test
  void readsWhatOthersPutThereAndWritesNothing() throws IOException {
    Path secret = Files.createDirectory(folder.resolve("secret"));
    // as a Secret is mounted: names are links into a folder that is exchanged as a whole
    Files.writeString(Files.createDirectory(secret.resolve("..data")).resolve("session.key"), "a");
    Files.createSymbolicLink(secret.resolve("session.key"), Path.of("..data/session.key"));
    KeyFolder keys = new KeyFolder(folder, secret.toString());

    assertThat(keys.has("session.key")).isTrue();
    assertThat(keys.read("session.key")).isEqualTo("a");
    assertThat(keys.names("session")).containsExactly("session.key");
    assertThatThrownBy(() -> keys.create("sign-in-request.key", "b"))
        .hasMessageContaining("has no sign-in-request.key");
    assertThat(secret.resolve("sign-in-request.key")).doesNotExist();
  }

  @Test
  void saysWhenThereIsNoSuchFolder() {
    assertThatThrownBy(() -> new KeyFolder(folder, folder.resolve("absent").toString()))
        .hasMessageContaining("examhall.gateway.keys.folder")
        .hasMessageContaining("absent");
  }
}
