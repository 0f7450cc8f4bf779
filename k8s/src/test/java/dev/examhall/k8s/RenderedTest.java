package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is committed as rendered is what the sources say now: by a checksum of the sources
 * everywhere, by rendering again where kubectl is there.
 */
class RenderedTest {

  private static final Path K8S = Repository.ROOT.resolve("k8s");

  static List<String> overlays() {
    try (Stream<Path> folders = Files.list(K8S.resolve("overlays"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void eachOverlayIsRenderedAndNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(K8S.resolve("rendered"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              overlays().stream().map(name -> name + ".yaml").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void isRenderedFromTheSourcesAsTheyAre(String overlay) throws Exception {
    String rendered = Repository.read("k8s/rendered/" + overlay + ".yaml");
    assertThat(rendered.lines().findFirst().orElseThrow())
        .as("run k8s/render and commit what it makes")
        .endsWith(' ' + checksum());

    String fresh = kubectl(overlay);
    if (fresh != null) {
      // versions of Kustomize put objects into different orders
      assertThat(new HashSet<>(Manifests.parse(rendered).objects()))
          .isEqualTo(new HashSet<>(Manifests.parse(fresh).objects()));
    }
  }

  private static String checksum() throws Exception {
    StringBuilder sums = new StringBuilder();
    try (Stream<Path> all =
        Stream.of("base", "components", "overlays")
            .flatMap(folder -> Repository.files("k8s/" + folder, "").stream())) {
      for (Path file :
          all.sorted(Comparator.comparing(each -> K8S.relativize(each).toString())).toList()) {
        sums.append(sha256(Files.readAllBytes(file)))
            .append("  ")
            .append(K8S.relativize(file))
            .append('\n');
      }
    }
    return sha256(sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Null where there is no kubectl. */
  private static @org.jspecify.annotations.Nullable String kubectl(String overlay)
      throws Exception {
    Path out = Files.createTempFile("rendered", ".yaml");
    try {
      Process process =
          new ProcessBuilder("kubectl", "kustomize", K8S.resolve("overlays/" + overlay).toString())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("kubectl kustomize of %s", overlay).isZero();
      return Files.readString(out);
    } catch (IOException absent) {
      return null;
    } finally {
      Files.delete(out);
    }
  }
}
