package dev.examhall.asset.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder holds after a process died in the middle of something. */
class FolderMediaStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String HASH = "ab" + "0".repeat(62);

  @TempDir Path folder;

  @Test
  void doesNotKnowAFileWhoseDescriptionWasNotWrittenAndTakesItAgain() throws IOException {
    Path bytes = folder.resolve("files/ab/" + HASH + ".pdf");
    Files.createDirectories(bytes.getParent());
    Files.writeString(bytes, "half");
    FolderMediaStore store = store();

    assertThat(store.find(HASH)).isEmpty();

    Path upload = store.newUpload();
    Files.writeString(upload, "whole");
    store.keep(upload, media());
    assertThat(store().find(HASH)).hasValue(media());
    assertThat(bytes).hasContent("whole");
  }

  @Test
  void showsNothingOfAnUploadThatWasNotKept() throws IOException {
    FolderMediaStore store = store();

    Files.writeString(store.newUpload(), "not checked yet");

    try (Stream<Path> files = Files.walk(folder.resolve("files"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(store().find(HASH)).isEmpty();
  }

  @Test
  void removesWhatACrashLeftAnHourAgoAndNoUploadThatAnotherInstanceHasOpen() throws IOException {
    FolderMediaStore before = store();
    Path left = before.newUpload();
    Path open = before.newUpload();
    Files.setLastModifiedTime(left, FileTime.from(NOW.minus(Duration.ofMinutes(61))));
    Files.setLastModifiedTime(open, FileTime.from(NOW.minus(Duration.ofMinutes(10))));

    store();

    assertThat(List.of(left, open)).filteredOn(Files::exists).containsExactly(open);
  }

  private FolderMediaStore store() throws IOException {
    return new FolderMediaStore(folder, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static StoredMedia media() {
    return StoredMedia.of(HASH, 5, new Inspection.Accepted(MediaFormat.PDF, 1, null));
  }
}
