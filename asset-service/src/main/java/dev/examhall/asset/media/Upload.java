package dev.examhall.asset.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/** An upload on its way to the disk: counts and hashes what it writes. Methods block. */
final class Upload {

  /** Says that the upload is longer than allowed. */
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super("longer than allowed", null, false, false);
    }
  }

  private final MediaStore store;
  private final Path file;
  private final FileChannel channel;
  private final long limit;
  private final MessageDigest digest;
  private long bytes;

  private Upload(MediaStore store, Path file, FileChannel channel, long limit) {
    this.store = store;
    this.file = file;
    this.channel = channel;
    this.limit = limit;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Begins an upload.
   *
   * @param limit in bytes
   */
  static Upload begin(MediaStore store, long limit) throws IOException {
    Path file = store.newUpload();
    return new Upload(store, file, FileChannel.open(file, StandardOpenOption.WRITE), limit);
  }

  /**
   * Appends and releases a buffer.
   *
   * @throws TooLarge if the limit is passed
   */
  void append(DataBuffer buffer) {
    try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
      bytes += buffer.readableByteCount();
      if (bytes > limit) {
        throw new TooLarge();
      }
      while (parts.hasNext()) {
        ByteBuffer part = parts.next();
        digest.update(part.duplicate());
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  Inspection inspect(MediaKind kind) throws IOException {
    return switch (kind) {
      case PDF -> PdfInspection.inspect(file);
      case AUDIO -> AudioInspection.inspect(file);
    };
  }

  StoredMedia keep(Inspection.Accepted accepted) throws IOException {
    channel.close();
    return store.keep(
        file, StoredMedia.of(HexFormat.of().formatHex(digest.digest()), bytes, accepted));
  }

  /** Leaves nothing behind unless the upload was kept. */
  void end() throws IOException {
    try {
      channel.close();
    } finally {
      store.drop(file);
    }
  }
}
