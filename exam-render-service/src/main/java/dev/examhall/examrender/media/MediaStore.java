package dev.examhall.examrender.media;

import java.util.Collection;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where booklets and tracks are kept. */
public interface MediaStore {

  /** What a file is. */
  enum Kind {
    PDF,
    AUDIO
  }

  /**
   * Stores a file, streaming it through as fast as the store takes it.
   *
   * @param length announced size in bytes, negative if unknown
   * @return fails with a problem to hand on if the file is not what it should be, and with {@code
   *     media-unavailable} if the store does not answer
   */
  Mono<StoredMedia> store(Kind kind, String name, long length, Flux<DataBuffer> content);

  /** Lets those who may see the exam see exactly these files. */
  Mono<Void> link(UUID examId, Collection<String> hashes);
}
