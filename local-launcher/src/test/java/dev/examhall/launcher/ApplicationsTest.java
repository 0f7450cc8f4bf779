package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationsTest {

  @TempDir private Path temp;
  private Path built;
  private Path folder;
  private Applications applications;

  @BeforeEach
  void chooseFolders() {
    built = temp.resolve("gateway/target/gateway.jar");
    folder = temp.resolve("apps");
    applications = new Applications(folder);
  }

  @Test
  void takeAJarOfJarsApart() throws IOException {
    BootJar.write(built, "first");

    Application application = applications.of("gateway", built);

    assertThat(application.unpacked()).isTrue();
    try (JarFile jar = new JarFile(application.jar().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo(FakeService.class.getName());
      assertThat(manifest.getValue("Implementation-Version")).isEqualTo("1.2.3");
      assertThat(jar.getEntry("application.yaml")).isNotNull();
      assertThat(jar.getEntry("BOOT-INF/classes/application.yaml")).isNull();
    }
    assertThat(libraryOf(application)).isEqualTo("first");
  }

  @Test
  void leaveAloneWhatWasTakenApartBefore() throws IOException {
    BootJar.write(built, "first");
    Application first = applications.of("gateway", built);
    FileTime made = Files.getLastModifiedTime(first.jar());

    assertThat(applications.of("gateway", built)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first.jar())).isEqualTo(made);
  }

  @Test
  void replaceWhatAnEarlierBuildMadeEvenOfTheSameTimeAndSize() throws IOException {
    BootJar.write(built, "first");
    Application first = applications.of("gateway", built);
    Path cache =
        first.jar().resolveSibling(first.jar().getFileName().toString().replace(".jar", "-0.aot"));
    Files.writeString(cache, "a class cache");
    long size = Files.size(built);
    BootJar.write(built, "later");
    assertThat(built).hasSize(size);

    Application second = applications.of("gateway", built);

    assertThat(libraryOf(second)).isEqualTo("later");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(second.jar(), folder.resolve("lib"));
    }
  }

  @Test
  void leaveOtherServicesAlone() throws IOException {
    BootJar.write(built, "first");
    Application gateway = applications.of("gateway", built);

    Application other = applications.of("gateway-of-another-name", built);

    assertThat(gateway.jar()).exists();
    assertThat(other.jar()).exists();
  }

  @Test
  void writeAgainWhatWasDamaged() throws IOException {
    BootJar.write(built, "first");
    Application application = applications.of("gateway", built);
    Files.writeString(application.jar(), "half");
    Files.writeString(library(), "");

    assertThat(applications.of("gateway", built)).isEqualTo(application);

    assertThat(libraryOf(application)).isEqualTo("first");
    try (JarFile jar = new JarFile(application.jar().toFile())) {
      assertThat(jar.getEntry("application.yaml")).isNotNull();
    }
  }

  @Test
  void takeAPlainJarAsItIs() throws IOException {
    Files.createDirectories(built.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(built))) {
      out.putNextEntry(new ZipEntry("Main.class"));
    }

    assertThat(applications.of("gateway", built)).isEqualTo(new Application(built, false));
  }

  private Path library() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("lib"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  /** What the library says that the application's class path names. */
  private static String libraryOf(Application application) throws IOException {
    try (JarFile jar = new JarFile(application.jar().toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      try (JarFile library = new JarFile(application.jar().resolveSibling(classPath).toFile())) {
        return new String(
            library.getInputStream(library.getEntry("library.txt")).readAllBytes(),
            StandardCharsets.UTF_8);
      }
    }
  }
}
