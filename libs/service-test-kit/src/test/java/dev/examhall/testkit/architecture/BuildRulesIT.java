package dev.examhall.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks each rule of the parent's Enforcer in a small build of its own, and sees it found. What
 * these builds depend on is in them, so that one Maven checks all of them at once and offline.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BuildRulesIT {

  private static final Path PARENT = Path.of("..", "..", "pom.xml").toAbsolutePath().normalize();
  private static final String VERSION = "1.0.0-SNAPSHOT";

  private Path reactor = Path.of("");
  private final List<String> modules = new ArrayList<>();
  private String said = "";

  @BeforeAll
  void breakEachRule(@TempDir Path folder) throws Exception {
    reactor = folder;
    for (String deployable : deployables()) {
      foreign("dev.examhall", deployable, VERSION, "");
      house("knows-" + deployable, "", dependency("dev.examhall", deployable, VERSION));
    }
    foreign("org.projectlombok", "lombok", "1", "");
    house("knows-lombok", "", dependency("org.projectlombok", "lombok", "1"));
    foreign("planted", "deep", "1", "");
    foreign("planted", "deep", "2", "");
    foreign("planted", "one", "1", dependency("planted", "deep", "1"));
    foreign("planted", "other", "1", dependency("planted", "deep", "2"));
    house("diverges", "", dependency("planted", "one", "1") + dependency("planted", "other", "1"));
    house("wants-another-maven", "<wanted.maven.version>[99,)</wanted.maven.version>", "");
    house("keeps-all-rules", "", "");
    said = validate();
  }

  @Test
  void noModuleDependsOnWhatIsDeployed() throws IOException {
    assertThat(deployables()).contains("gateway", "exam-render-service", "local-launcher");
    for (String deployable : deployables()) {
      assertThat(errorOf("knows-" + deployable))
          .contains("No module depends on a service's code")
          .contains("dev.examhall:" + deployable + ":jar:" + VERSION + " <--- banned");
    }
  }

  @Test
  void nobodyUsesLombok() {
    assertThat(errorOf("knows-lombok")).contains("org.projectlombok:lombok:jar:1 <--- banned");
  }

  @Test
  void aLibraryHasOneVersion() {
    assertThat(errorOf("diverges")).contains("Dependency convergence error for planted:deep:jar:1");
  }

  @Test
  void mavenIsNewEnough() {
    assertThat(errorOf("wants-another-maven")).contains("is not in the allowed range [99,)");
  }

  @Test
  void whatKeepsTheRulesPasses() {
    assertThat(said).containsPattern("keeps-all-rules.* \\.+ SUCCESS");
  }

  /** Every module of the house that is no library and no test. */
  private static List<String> deployables() throws IOException {
    List<String> found = new ArrayList<>();
    Matcher module = Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(PARENT));
    while (module.find()) {
      String name = module.group(1);
      if (!name.startsWith("libs/")
          && !List.of("end-to-end-tests", "benchmarks", "chaos", "k8s").contains(name)) {
        found.add(name);
      }
    }
    return found;
  }

  /** What Maven says at its end about a module that failed; empty if it did not. */
  private String errorOf(String module) {
    String begin = "on project " + module + ":";
    int at = said.indexOf(begin);
    if (at < 0) {
      return "";
    }
    int end = said.indexOf("[ERROR] Failed to execute goal", at);
    return said.substring(at, end < 0 ? said.length() : end);
  }

  private void house(String name, String properties, String dependencies) throws IOException {
    Path folder = Files.createDirectories(reactor.resolve(name));
    write(
        name,
        """
        <parent>
          <groupId>dev.examhall</groupId><artifactId>examhall-parent</artifactId><version>%s</version>
          <relativePath>%s</relativePath>
        </parent>
        <artifactId>%s</artifactId>
        <properties>%s</properties>
        <dependencies>%s</dependencies>
        """
            .formatted(
                VERSION, folder.toRealPath().relativize(PARENT), name, properties, dependencies));
  }

  private void foreign(String group, String artifact, String version, String dependencies)
      throws IOException {
    write(
        artifact + "-" + version,
        """
        <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
        <dependencies>%s</dependencies>
        """
            .formatted(group, artifact, version, dependencies));
  }

  private static String dependency(String group, String artifact, String version) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(group, artifact, version);
  }

  private void write(String module, String content) throws IOException {
    Path pom = reactor.resolve(module).resolve("pom.xml");
    Files.createDirectories(pom.getParent());
    Files.writeString(pom, "<project><modelVersion>4.0.0</modelVersion>" + content + "</project>");
    modules.add(module);
  }

  private String validate() throws IOException, InterruptedException {
    String all =
        modules.stream().map(name -> "<module>" + name + "</module>").reduce("", String::concat);
    Files.writeString(
        reactor.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>planted</groupId><artifactId>planted</artifactId><version>1</version>
          <packaging>pom</packaging>
          <modules>%s</modules>
        </project>
        """
            .formatted(all));
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-o", "--fail-at-end", "validate"));
    String repository = System.getProperty("localRepository");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Path output = reactor.resolve("output.txt");
    Process maven =
        new ProcessBuilder(command)
            .directory(reactor.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(maven.waitFor(5, TimeUnit.MINUTES)).as("Maven ended").isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
