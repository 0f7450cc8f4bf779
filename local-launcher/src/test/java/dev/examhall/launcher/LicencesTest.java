package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./examhall sbom} says of a folder of jars and of a document about them. */
class LicencesTest {

  private static final String COMPONENT =
      """
      <component type="library"><group>org.example</group><name>%s</name><version>1.0</version>
      <licenses>%s</licenses></component>
      """;

  @TempDir private Path temp;

  @Test
  void refusesLicencesThatDoNotFitAndJarsThatTheDocumentDoesNotKnow() throws Exception {
    Path jars = Files.createDirectories(temp.resolve("lib"));
    for (String name : List.of("free", "choice", "strict", "server", "silent", "hidden")) {
      Files.createFile(jars.resolve(name + "-1.0.jar"));
    }
    Path document = temp.resolve("bom.xml");
    Files.writeString(
        document,
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components>"
            + component("free", "Apache-2.0")
            + component("choice", "GPL-2.0-only", "EPL-2.0")
            + component("strict", "GPL-3.0-only")
            + component("server", "SSPL-1.0")
            + COMPONENT.formatted("silent", "")
            + component("unused", "AGPL-3.0-only")
            + "</components></bom>");
    Path page = temp.resolve("licences.md");
    Files.writeString(page, "before");

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                Path.of("..", ".ci", "Licences.java").toString(),
                document.toString(),
                page.toString(),
                jars.toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("said").toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(temp.resolve("said")))
        .contains("org.example:strict 1.0 does not fit a distribution under Apache-2.0")
        .contains("org.example:server 1.0 does not fit")
        .contains("org.example:silent 1.0 does not fit")
        .contains("hidden-1.0.jar ships and is not in the document")
        .contains("5 libraries ship, 4 complaints");
    assertThat(Files.readString(page)).isEqualTo("before");
  }

  private static String component(String name, String... licences) {
    StringBuilder ids = new StringBuilder();
    for (String licence : licences) {
      ids.append("<license><id>").append(licence).append("</id></license>");
    }
    return COMPONENT.formatted(name, ids);
  }
}
