package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code examhall}, in a checkout of its own and with a Maven that only pretends. */
class ScriptTest {

  private record Result(int exitCode, String output) {}

  @TempDir private Path temp;
  private Path programs;

  @BeforeEach
  void copyTheScript() throws IOException {
    Files.copy(Path.of("..", "examhall"), temp.resolve("examhall"));
    programs = Files.createDirectories(temp.resolve("programs"));
  }

  @Test
  void tellsItsCommands() throws Exception {
    assertThat(examhall("help"))
        .satisfies(help -> assertThat(help.exitCode()).isZero())
        .satisfies(help -> assertThat(help.output()).contains("up", "down", "--detach", "test"));
    assertThat(examhall("upp"))
        .satisfies(unknown -> assertThat(unknown.exitCode()).isEqualTo(1))
        .satisfies(
            unknown -> assertThat(unknown.output()).contains("examhall: there is no command upp"));
  }

  @Test
  void refusesAMavenThatIsTooOld() throws Exception {
    pretendToBeMaven("3.8.5", "exit 1");

    assertThat(examhall("up").output())
        .contains("examhall: Maven 3.8.5 is too old: install 3.8.6 or later");
  }

  @Test
  void showsWhyTheBuildFailed() throws Exception {
    pretendToBeMaven("3.9.9", "echo '[ERROR] cannot find symbol'; exit 1");

    assertThat(examhall("up"))
        .satisfies(failed -> assertThat(failed.exitCode()).isEqualTo(1))
        .satisfies(
            failed ->
                assertThat(failed.output())
                    .contains("[ERROR] cannot find symbol")
                    .containsPattern(
                        "the build failed after \\d+ s; all of it is in .*build\\.log"));
  }

  @Test
  void countsTestsInTheReportsOfThisRun() throws Exception {
    Path old = temp.resolve("old/target/surefire-reports/TEST-old.xml");
    Files.createDirectories(old.getParent());
    Files.writeString(old, "<testsuite><testcase name='gone'/></testsuite>");
    pretendToBeMaven("3.9.9", reports("") + "exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).as(tested.output()).isZero();
    assertThat(tested.output().lines().toList().getLast())
        .isEqualTo("3 passed, 0 failed, 1 skipped");
  }

  @Test
  void failsWhenATestFailed() throws Exception {
    pretendToBeMaven("3.9.9", reports("<failure>no</failure>") + "exit 1");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).isEqualTo(1);
    assertThat(tested.output().lines().toList().getLast())
        .isEqualTo("2 passed, 1 failed, 1 skipped");
  }

  @Test
  void failsWhenNothingWasTested() throws Exception {
    pretendToBeMaven("3.9.9", "exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).isEqualTo(1);
    assertThat(tested.output()).endsWith("0 passed, 0 failed, 0 skipped\n");
  }

  private static String reports(String inTheLast) {
    return """
    mkdir -p a/target/surefire-reports b/target/failsafe-reports
    echo '<testsuite tests="2"><testcase name="one" time="1"/><testcase name="two"><skipped/></testcase>' \
      > a/target/surefire-reports/TEST-a.xml
    echo '<testcase name="three"><system-out>a failure and an error</system-out></testcase>' \
      >> a/target/surefire-reports/TEST-a.xml
    echo '<testcase name="four">%s</testcase></testsuite>' > b/target/failsafe-reports/TEST-b.xml
    """
        .formatted(inTheLast);
  }

  private void pretendToBeMaven(String version, String script) throws IOException {
    Path maven = programs.resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        if [ "$1" = -v ]; then echo "Apache Maven %s (0)"; exit 0; fi
        %s
        """
            .formatted(version, script));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result examhall(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", temp.resolve("examhall").toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Any program will do: no browser is started.
    builder.environment().put("EXAMHALL_CHROMIUM", "/bin/sh");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }
}
