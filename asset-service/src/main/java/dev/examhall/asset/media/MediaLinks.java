package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Which files belong to which exam: a small file for each exam beside the store. Methods block. */
final class MediaLinks {
  /** How long an exam keeps a file after another instance took it away. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final Path folder;
  private final Cache<UUID, Set<String>> known =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(REMEMBERED).build();

  MediaLinks(Path mediaFolder) throws IOException {
    this.folder = mediaFolder.resolve("links");
    Files.createDirectories(folder);
  }

  private record Linked(Set<String> hashes) {}

  /** Replaces all of an exam's links, durably. */
  void replace(UUID examId, Set<String> hashes) throws IOException {
    try {
      DurableFiles.replace(
          folder,
          fileName(examId),
          JsonMapper.shared().writeValueAsBytes(new Linked(new TreeSet<>(hashes))));
    } finally {
      known.invalidate(examId);
    }
  }

  /**
   * Whether the exam has the file. A new link counts at once; see {@link #REMEMBERED} for old ones.
   */
  boolean linked(UUID examId, String hash) throws IOException {
    @Nullable Set<String> remembered = known.getIfPresent(examId);
    if (remembered != null && remembered.contains(hash)) {
      return true;
    }
    Set<String> hashes = read(examId);
    known.put(examId, hashes);
    return hashes.contains(hash);
  }

  private Set<String> read(UUID examId) throws IOException {
    try {
      return JsonMapper.shared()
          .readValue(Files.readAllBytes(folder.resolve(fileName(examId))), Linked.class)
          .hashes();
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  private static String fileName(UUID examId) {
    return examId + ".json";
  }
}
