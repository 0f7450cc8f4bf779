package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Which files belong to which exam: a small document for each exam in the store. Methods block. */
final class MediaLinks {
  /** How long an exam keeps a file after another instance took it away. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final MediaStore store;
  private final Cache<UUID, Set<String>> known =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(REMEMBERED).build();

  MediaLinks(MediaStore store) {
    this.store = store;
  }

  private record Linked(Set<String> hashes) {}

  /** Replaces all of an exam's links, durably. */
  void replace(UUID examId, Set<String> hashes) throws IOException {
    try {
      store.writeLinks(
          examId, JsonMapper.shared().writeValueAsBytes(new Linked(new TreeSet<>(hashes))));
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
    Set<String> hashes =
        store
            .readLinks(examId)
            .map(document -> JsonMapper.shared().readValue(document, Linked.class).hashes())
            .orElse(Set.of());
    known.put(examId, hashes);
    return hashes.contains(hash);
  }
}
