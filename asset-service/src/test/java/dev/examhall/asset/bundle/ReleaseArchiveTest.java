package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReleaseArchiveTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String WORKER = "worker-of-old.js";
  private static final String THIS = "00000000000000aa";

  @TempDir Path folder;

  @Test
  void keepsThisReleaseWholeButServesItsWorkersOnlyWhileItIsTheNewest() throws IOException {
    archive(10).keep(THIS);

    BundleRelease kept = BundleRelease.onDisk(folder.resolve(THIS));
    BundleRelease current = BundleRelease.current();
    assertThat(kept.manifest()).isEqualTo(current.manifest());
    assertThat(kept.files().keySet())
        .isEqualTo(
            current.files().keySet().stream()
                .filter(path -> !path.startsWith("/assets/service-worker.js"))
                .collect(Collectors.toSet()));
  }

  @Test
  void readsOlderReleasesOnceAndNotThisOne() throws IOException {
    older("0000000000000001", "old-AAAA.js", "old", 1);
    ReleaseArchive archive = archive(10);
    archive.keep(THIS);

    Map<String, ServedFile> first = archive.readNew();
    Map<String, ServedFile> second = archive.readNew();

    assertThat(first).containsOnlyKeys("/assets/old-AAAA.js");
    assertThat(second).isEmpty();
  }

  @Test
  void leavesOutTheWorkersOfOtherReleases() throws IOException {
    older("0000000000000001", WORKER, "old", 1);
    ReleaseArchive archive = archive(10);
    archive.keep(THIS);

    assertThat(archive.readNew()).isEmpty();
  }

  @Test
  void readsAReleaseFromBeforeThereWereWorkers() throws IOException {
    older("0000000000000001", "old-AAAA.js", "old", 1);
    Path manifest = folder.resolve("0000000000000001/manifest.json");
    String now = Files.readString(manifest);
    Files.writeString(manifest, now.replace(",\"workers\":[]", ""));
    assertThat(Files.readString(manifest)).isNotEqualTo(now);

    assertThat(BundleRelease.onDisk(manifest.getParent()).files())
        .containsOnlyKeys("/assets/old-AAAA.js");
  }

  @Test
  void findsAReleaseThatAnotherInstanceBringsLater() throws IOException {
    ReleaseArchive archive = archive(10);
    archive.keep(THIS);
    archive.readNew();

    older("0000000000000002", "new-BBBB.js", "new", 0);

    assertThat(archive.readNew()).containsOnlyKeys("/assets/new-BBBB.js");
  }

  @Test
  void forgetsTheOldest() throws IOException {
    for (int age = 1; age <= 5; age++) {
      older("000000000000000" + age, "f%d-AAAA.js".formatted(age), "x", age);
    }
    ReleaseArchive archive = archive(3);
    archive.keep(THIS);

    assertThat(archive.readNew()).containsOnlyKeys("/assets/f1-AAAA.js", "/assets/f2-AAAA.js");
    assertThat(folder).isDirectoryNotContaining("glob:**0003");
  }

  @Test
  void leavesOutWhatIsNotWholeAndWhatIsNoRelease() throws IOException {
    older("0000000000000001", "good-AAAA.js", "good", 1);
    older("0000000000000002", "cut-AAAA.js", "cut off", 2);
    Files.writeString(folder.resolve("0000000000000002/files.bin"), "c");
    older("0000000000000003", "torn-AAAA.js", "torn", 3);
    Files.writeString(folder.resolve("0000000000000003/manifest.json"), "{\"rel");
    older("somewhere-else", "else-AAAA.js", "else", 4);
    Files.createDirectory(folder.resolve("0000000000000004"));

    ReleaseArchive archive = archive(10);
    archive.keep(THIS);

    assertThat(archive.readNew()).containsOnlyKeys("/assets/good-AAAA.js");
  }

  private ReleaseArchive archive(int kept) {
    return new ReleaseArchive(folder, kept, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private void older(String release, String file, String content, int daysOld) throws IOException {
    Path target = Files.createDirectories(folder.resolve(release));
    Files.writeString(target.resolve("files.bin"), content);
    StoredFile stored =
        new StoredFile(
            file,
            "text/javascript",
            "sha384-x",
            Map.of(ContentEncoding.IDENTITY, new Variant("\"e\"", 0, content.length())));
    Files.write(
        target.resolve("manifest.json"),
        JsonMapper.shared()
            .writeValueAsBytes(
                new BundleManifest(
                    release,
                    "w.js",
                    "pdfjs/",
                    List.of(),
                    List.of(stored),
                    file.equals(WORKER) ? List.of(WORKER) : List.of())));
    Files.setLastModifiedTime(target, FileTime.from(NOW.minusSeconds(86_400L * daysOld)));
  }
}
