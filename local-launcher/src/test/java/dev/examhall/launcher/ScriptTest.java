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
  private String path;

  /** Any program will do: no browser is started. */
  private String chromium = "/bin/sh";

  @BeforeEach
  void copyTheScript() throws IOException {
    Files.copy(Path.of("..", "examhall"), temp.resolve("examhall"));
    programs = Files.createDirectories(temp.resolve("programs"));
    path = programs + ":" + System.getenv("PATH");
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

  @Test
  void doesNotBuildAgainWhatWasJustTested() throws Exception {
    pretendToBeMaven("3.9.9", builds() + reports("") + "exit 0");
    assertThat(examhall("test").exitCode()).isZero();

    assertThat(examhall("up").output()).doesNotContain("Building");

    TimeUnit.SECONDS.sleep(1); // times of files may be in seconds
    Files.createDirectories(temp.resolve("gateway/src/main/java"));
    assertThat(examhall("up").output()).contains("Building");
  }

  @Test
  void buildsWhatATestOfOneModuleLeftOut() throws Exception {
    pretendToBeMaven("3.9.9", builds() + reports("") + "exit 0");
    assertThat(examhall("test", "-pl", "gateway").exitCode()).isZero();

    assertThat(examhall("up").output()).contains("Building");
  }

  @Test
  void buildsWhatFailedItsTests() throws Exception {
    pretendToBeMaven("3.9.9", builds() + reports("<failure>no</failure>") + "exit 1");
    assertThat(examhall("test").exitCode()).isEqualTo(1);

    assertThat(examhall("up").output()).contains("Building");
  }

  @Test
  void installsChromiumWhereItMay() throws Exception {
    useOnlyTheProgramsOfTheTest();
    pretend("id", "echo 0");
    pretend("apt-get", "case \"$*\" in install*chromium) cp \"$0\" \"${0%/*}/chromium\" ;; esac");
    pretendToBeMaven(
        "3.9.9", reports("") + "echo \"tested with ${EXAMHALL_CHROMIUM:-nothing}\"; exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).as(tested.output()).isZero();
    assertThat(tested.output())
        .contains("No Chromium here: installing it with apt-get")
        .contains("tested with " + programs.resolve("chromium"));
  }

  @Test
  void runsTheOtherTestsWhereChromiumCannotBeInstalled() throws Exception {
    useOnlyTheProgramsOfTheTest();
    pretend("id", "echo 0");
    pretend("apt-get", "echo 'E: no network'; exit 100");
    pretendToBeMaven(
        "3.9.9", reports("") + "echo \"tested with ${EXAMHALL_CHROMIUM:-nothing}\"; exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).as(tested.output()).isZero();
    assertThat(tested.output())
        .contains("apt-get could not install it")
        .contains("No Chromium: the tests in a browser are skipped, all others run.")
        .contains("tested with nothing")
        .contains("3 passed, 0 failed, 1 skipped");
    assertThat(temp.resolve(".examhall/chromium.log")).content().contains("no network");
  }

  @Test
  void installsNothingForAnybodyButRoot() throws Exception {
    useOnlyTheProgramsOfTheTest();
    pretend("id", "echo 1000");
    pretend("apt-get", "exit 0");
    pretendToBeMaven("3.9.9", reports("") + "exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).as(tested.output()).isZero();
    assertThat(tested.output())
        .contains("No Chromium: the tests in a browser are skipped, all others run.")
        .doesNotContain("apt-get");
  }

  @Test
  void refusesAChromiumThatIsNone() throws Exception {
    chromium = "/nowhere/chromium";
    pretendToBeMaven("3.9.9", reports("") + "exit 0");

    Result tested = examhall("test");

    assertThat(tested.exitCode()).isEqualTo(1);
    assertThat(tested.output())
        .contains("examhall: EXAMHALL_CHROMIUM is /nowhere/chromium, which is no program");
  }

  @Test
  void runsBenchmarksWithTheirNames() throws Exception {
    Path main = temp.resolve("benchmarks/Benchmarks.java");
    Files.createDirectories(main.getParent());
    Files.writeString(
        main,
        """
        package dev.examhall.benchmarks;
        class Benchmarks {
          public static void main(String[] names) {
            System.out.println("benchmarks " + String.join(" and ", names));
          }
        }
        """);
    pretendToBeMaven(
        "3.9.9",
        """
        "$JAVA_HOME/bin/javac" -d benchmarks/target/classes benchmarks/Benchmarks.java
        echo library.jar > benchmarks/target/classpath.txt
        """);

    Result run = examhall("bench", "cache", "render page");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).endsWith("benchmarks cache and render page\n");
  }

  @Test
  void saysThatThereAreNoBenchmarks() throws Exception {
    pretendToBeMaven("3.9.9", "exit 0");

    Result run = examhall("bench");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("examhall: there are no benchmarks to run");
  }

  /** Makes the files that up looks for; what it would start is no launcher. */
  private static String builds() {
    return """
    mkdir -p local-launcher/target/lib
    echo no jar > local-launcher/target/local-launcher.jar
    for service in gateway exam-render-service cache-service monitoring-service activity-log-service asset-service; do
      mkdir -p $service/target && echo no jar > $service/target/$service.jar
    done
    """;
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
    pretend(
        "mvn",
        """
        if [ "$1" = -v ]; then echo "Apache Maven %s (0)"; exit 0; fi
        %s
        """
            .formatted(version, script));
  }

  private void pretend(String program, String script) throws IOException {
    Path file = programs.resolve(program);
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** As on a machine without a browser. */
  private void useOnlyTheProgramsOfTheTest() throws IOException {
    for (String program :
        List.of(
            "awk", "bash", "cat", "cp", "dirname", "find", "grep", "head", "mkdir", "mv", "sed",
            "sleep", "tail", "tr")) {
      Path installed =
          Arrays.stream(System.getenv("PATH").split(":"))
              .map(folder -> Path.of(folder, program))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      pretend(program, "exec " + installed + " \"$@\"");
    }
    path = programs.toString();
    chromium = "";
  }

  private Result examhall(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", temp.resolve("examhall").toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("EXAMHALL_CHROMIUM", chromium);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }
}
