package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir private Path temp;
  private DataFolder folder;

  @BeforeEach
  void chooseAFolder() {
    folder = new DataFolder(temp.resolve("data"));
  }

  @Test
  void areMadeOnceForAFolder() {
    Secrets first = Secrets.of(folder, new Random(1));
    Secrets second = Secrets.of(folder, new Random(2));

    assertThat(first.areFresh()).isTrue();
    assertThat(second.areFresh()).isFalse();
    assertThat(second.internal()).isEqualTo(first.internal());
    assertThat(second.redis()).isEqualTo(first.redis());
    assertThat(second.postgresSuperuser()).isEqualTo(first.postgresSuperuser());
    assertThat(second.database(Service.GATEWAY)).isEqualTo(first.database(Service.GATEWAY));
    assertThat(second.firstPassword()).isEqualTo(first.firstPassword());
  }

  @Test
  void areLongAndDifferFromOneAnother() {
    Secrets secrets = Secrets.of(folder, new Random(1));

    assertThat(
            List.of(
                secrets.internal(),
                secrets.redis(),
                secrets.postgresSuperuser(),
                secrets.database(Service.GATEWAY),
                secrets.database(Service.EXAM_RENDER),
                secrets.database(Service.ACTIVITY_LOG),
                secrets.database(Service.MONITORING)))
        .doesNotHaveDuplicates()
        .allSatisfy(secret -> assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32));
    assertThat(secrets.firstUsername()).isEqualTo("teacher");
    assertThat(secrets.firstPassword()).matches("([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}");
  }

  @Test
  void areReadableByNobodyElse() throws IOException {
    Secrets.of(folder, new Random(1));

    for (Path file : List.of(folder.secrets(), folder.firstAccount())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void areNotMadeAnewForADatabaseThatHasOthers() throws IOException {
    Files.createDirectories(folder.postgres().resolve("cluster"));

    assertThatThrownBy(() -> Secrets.of(folder, new Random(1)))
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("its secrets are gone");
  }
}
