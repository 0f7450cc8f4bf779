package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the scripts do with files, in order. PostgreSQL's two programs are stood in for: they are
 * not among the embedded server's.
 */
class BackupScriptsTest {

  @TempDir Path root;

  @BeforeEach
  void aSuite() throws IOException {
    write("suite/chain/2026-01-01.chain", "witness");
    write("suite/media/abc.pdf", "booklet");
    write("postgres/pgdata/PG_VERSION", "17");
    Files.createDirectories(root.resolve("backups"));
    program(
        "pg_basebackup",
        "while [ $# -gt 0 ]; do [ \"$1\" = -D ] && to=$2; shift; done; cp -R"
            + " \"$ROOT/postgres/pgdata\" \"$to\"");
    program("pg_verifybackup", "test -f \"$1/PG_VERSION\"");
  }

  @Test
  void aBackupBringsBackWhatWasLostAndKeepsWhatWasThere() throws Exception {
    assertThat(run("backup", Map.of("KEEP_DAYS", "14"))).contains("backup 2");
    Files.delete(root.resolve("suite/chain/2026-01-01.chain"));
    write("suite/media/abc.pdf", "changed");
    write("postgres/pgdata/PG_VERSION", "lost");

    assertThat(run("restore", Map.of())).contains("restored 2");

    assertThat(root.resolve("suite/chain/2026-01-01.chain")).hasContent("witness");
    assertThat(root.resolve("suite/media/abc.pdf")).hasContent("booklet");
    assertThat(root.resolve("postgres/pgdata/PG_VERSION")).hasContent("17");
    try (Stream<Path> files = Files.walk(root.resolve("postgres"))) {
      assertThat(files.filter(file -> file.toString().contains(".before-restore-")))
          .anySatisfy(file -> assertThat(file.getFileName()).hasToString("PG_VERSION"));
    }
  }

  @Test
  void aBackupThatDoesNotVerifyIsNone() throws Exception {
    program("pg_verifybackup", "exit 1");

    assertThat(failing("backup", Map.of("KEEP_DAYS", "14"))).isTrue();
    assertThat(complete()).isEmpty();
  }

  @Test
  void aChangedBackupIsNotRestored() throws Exception {
    run("backup", Map.of("KEEP_DAYS", "14"));
    Files.writeString(complete().getFirst().resolve("media.tar.gz"), "something else");

    assertThat(failing("restore", Map.of())).isTrue();
    assertThat(root.resolve("suite/media/abc.pdf")).hasContent("booklet");
  }

  @Test
  void oldOnesGoButNeverTheLastThree() throws Exception {
    for (int day = 1; day <= 4; day++) {
      Path old = root.resolve("backups/2020010" + day + "T023000Z");
      Files.createDirectories(old);
      Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(0));
    }

    run("backup", Map.of("KEEP_DAYS", "14"));

    assertThat(complete().stream().map(each -> each.getFileName().toString()))
        .hasSize(3)
        .contains("20200103T023000Z", "20200104T023000Z");
  }

  private List<Path> complete() throws IOException {
    try (Stream<Path> all = Files.list(root.resolve("backups"))) {
      return all.filter(each -> each.toString().endsWith("Z")).sorted().toList();
    }
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private void program(String name, String text) throws IOException {
    write("bin/" + name, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(
        root.resolve("bin/" + name), PosixFilePermissions.fromString("rwx------"));
  }

  private Process start(String script, Map<String, String> variables) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh", Repository.ROOT.resolve("k8s/components/backup/" + script).toString());
    builder.environment().putAll(variables);
    builder.environment().put("ROOT", root.toString());
    builder.environment().merge("PATH", "", (path, none) -> root.resolve("bin") + ":" + path);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(root.resolve("said").toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process;
  }

  private String run(String script, Map<String, String> variables) throws Exception {
    Process process = start(script, variables);
    String said = Files.readString(root.resolve("said"));
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private boolean failing(String script, Map<String, String> variables) throws Exception {
    return start(script, variables).exitValue() != 0;
  }
}
