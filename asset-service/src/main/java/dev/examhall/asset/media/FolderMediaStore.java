package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files in a folder: {@code files/ab/<hash>.<extension>} and beside it {@code <hash>.json}, which
 * is written last and by itself makes the file exist.
 */
final class FolderMediaStore implements MediaStore {
  /** Longer than any upload takes: younger ones may be another instance's. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private final Path files;
  private final Path uploads;

  /** What is stored never changes, so it is safe to remember. */
  private final Cache<String, StoredMedia> known = Caffeine.newBuilder().maximumSize(1000).build();

  FolderMediaStore(Path folder, Clock clock) throws IOException {
    this.files = folder.resolve("files");
    this.uploads = folder.resolve("uploads");
    Files.createDirectories(files);
    Files.createDirectories(uploads);
    dropAbandoned(clock);
  }

  @Override
  public Path newUpload() throws IOException {
    return Files.createFile(uploads.resolve(UUID.randomUUID() + ".part"));
  }

  @Override
  public StoredMedia keep(Path upload, StoredMedia media) throws IOException {
    Optional<StoredMedia> already = find(media.hash());
    if (already.isPresent()) {
      drop(upload);
      return already.get();
    }
    Path target = bytes(media);
    Path folder = shelf(media.hash());
    if (Files.notExists(folder)) {
      Files.createDirectories(folder);
      DurableFiles.force(files);
    }
    DurableFiles.force(upload);
    Files.move(upload, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.replace(
        folder, media.hash() + ".json", JsonMapper.shared().writeValueAsBytes(media));
    known.put(media.hash(), media);
    return media;
  }

  @Override
  public void drop(Path upload) throws IOException {
    Files.deleteIfExists(upload);
  }

  @Override
  public Optional<StoredMedia> find(String hash) throws IOException {
    @Nullable StoredMedia remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    try {
      StoredMedia media =
          JsonMapper.shared().readValue(Files.readAllBytes(description(hash)), StoredMedia.class);
      known.put(hash, media);
      return Optional.of(media);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Path bytes(StoredMedia media) {
    return shelf(media.hash()).resolve(media.hash() + "." + media.extension());
  }

  private Path description(String hash) {
    return shelf(hash).resolve(hash + ".json");
  }

  private Path shelf(String hash) {
    return files.resolve(hash.substring(0, 2));
  }

  private void dropAbandoned(Clock clock) throws IOException {
    try (Stream<Path> list = Files.list(uploads)) {
      for (Path upload : list.toList()) {
        if (Files.getLastModifiedTime(upload)
            .toInstant()
            .isBefore(clock.instant().minus(ABANDONED_AFTER))) {
          Files.deleteIfExists(upload);
        }
      }
    }
  }
}
