package dev.examhall.eventdelivery.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a segment that may still be written. Entries are small and come one after the other, so a
 * piece of the file is kept: the system is not asked for each of them.
 */
final class SegmentReader implements Closeable {

  private static final int PIECE_BYTES = 1 << 16;

  private final long segment;
  private final FileChannel channel;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
  private long pieceStart;

  SegmentReader(long segment, Path file) throws IOException {
    this.segment = segment;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** The segment's number. */
  long segment() {
    return segment;
  }

  /**
   * Fills a buffer from an offset of the file on.
   *
   * @param writtenTo what lies behind it may change, so nothing of it is kept
   * @return whether there are that many bytes
   */
  boolean read(ByteBuffer into, long offset, long writtenTo) throws IOException {
    int length = into.remaining();
    if (length > PIECE_BYTES) {
      return readFully(channel, into, offset);
    }
    if (offset < pieceStart || offset + length > pieceStart + piece.limit()) {
      pieceStart = offset;
      piece.clear().limit((int) Math.clamp(writtenTo - offset, 0, PIECE_BYTES));
      readFully(channel, piece, offset);
      piece.flip();
    }
    if (offset + length > pieceStart + piece.limit()) {
      return false;
    }
    into.put(into.position(), piece, (int) (offset - pieceStart), length).position(into.limit());
    return true;
  }

  /** Fills an empty buffer from an offset on, and says whether there were that many bytes. */
  static boolean readFully(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
