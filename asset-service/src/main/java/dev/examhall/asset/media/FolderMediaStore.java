package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files in a folder: {@code files/ab/<hash>.<extension>} and beside it {@code <hash>.json}, which
 * is written last and by itself makes the file exist.
 */
final class FolderMediaStore implements MediaStore {
  private final Path files;
  private final Path links;
  private final LocalUploads uploads;

  /** What is stored never changes, so it is safe to remember. */
  private final Cache<String, StoredMedia> known = Caffeine.newBuilder().maximumSize(1000).build();

  FolderMediaStore(Path folder, Clock clock) throws IOException {
    this.files = folder.resolve("files");
    this.links = folder.resolve("links");
    Files.createDirectories(files);
    Files.createDirectories(links);
    this.uploads = new LocalUploads(folder.resolve("uploads"), clock);
  }

  @Override
  public Path newUpload() throws IOException {
    return uploads.create();
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
    uploads.drop(upload);
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
  public MediaContent content(StoredMedia media) {
    return new MediaContent.OnDisk(bytes(media));
  }

  @Override
  public void writeLinks(UUID examId, byte[] document) throws IOException {
    DurableFiles.replace(links, examId + ".json", document);
  }

  @Override
  public Optional<byte[]> readLinks(UUID examId) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(links.resolve(examId + ".json")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path bytes(StoredMedia media) {
    return shelf(media.hash()).resolve(media.hash() + "." + media.extension());
  }

  private Path description(String hash) {
    return shelf(hash).resolve(hash + ".json");
  }

  private Path shelf(String hash) {
    return files.resolve(hash.substring(0, 2));
  }
}
