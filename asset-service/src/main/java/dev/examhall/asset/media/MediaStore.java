package dev.examhall.asset.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Where files are kept, each once, by its hash. All methods block: call them on the file scheduler.
 * A store in a bucket is another implementation of this.
 */
interface MediaStore {

  /** A new empty file for an upload on this machine's disk, invisible until it is kept. */
  Path newUpload() throws IOException;

  /**
   * Makes an upload visible under its hash, at once and durably, or drops it if the store has that
   * file already.
   *
   * @return what the store has
   */
  StoredMedia keep(Path upload, StoredMedia media) throws IOException;

  /** Forgets an upload; does nothing if it was kept or is gone. */
  void drop(Path upload) throws IOException;

  /** What is known about a file. */
  Optional<StoredMedia> find(String hash) throws IOException;

  /** The bytes of a stored file; does not block. */
  MediaContent content(StoredMedia media);

  /** Replaces the document with an exam's links, at once and durably. */
  void writeLinks(UUID examId, byte[] document) throws IOException;

  /** The document with an exam's links. */
  Optional<byte[]> readLinks(UUID examId) throws IOException;
}
