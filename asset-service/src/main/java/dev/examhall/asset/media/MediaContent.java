package dev.examhall.asset.media;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import reactor.core.publisher.Flux;

/** Where the bytes of a stored file are. */
sealed interface MediaContent {

  /** On this machine: the kernel can copy them to a socket. */
  record OnDisk(Path file) implements MediaContent {}

  /** Elsewhere: they stream through. */
  record Remote(RangeReader reader) implements MediaContent {}

  /** Reads a stretch of a file; fails with an {@code IOException} if the store does. */
  @FunctionalInterface
  interface RangeReader {

    /**
     * Reads some bytes.
     *
     * @param from first byte, from 0
     * @param count at least 1
     */
    Flux<ByteBuffer> read(long from, long count);
  }
}
