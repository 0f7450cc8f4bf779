package dev.examhall.asset.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads numbers anywhere in a file through a window of 64 KB; beyond the end it reads zeros. */
final class AudioBytes {
  private static final int WINDOW = 64 * 1024;

  private final FileChannel channel;
  private final long length;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
  private long windowStart;
  private int windowLength;

  AudioBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.length = channel.size();
  }

  long length() {
    return length;
  }

  int unsignedByte(long position) throws IOException {
    if (position < 0 || position >= length) {
      return 0;
    }
    if (position < windowStart || position >= windowStart + windowLength) {
      load(position);
      if (windowLength == 0) {
        return 0;
      }
    }
    return window.get((int) (position - windowStart)) & 0xFF;
  }

  /** Big-endian, {@code bytes} at most 7. */
  long bigEndian(long position, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = (value << 8) | unsignedByte(position + i);
    }
    return value;
  }

  /** Little-endian, {@code bytes} at most 8. */
  long littleEndian(long position, int bytes) throws IOException {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = (value << 8) | unsignedByte(position + i);
    }
    return value;
  }

  boolean startsWith(long position, String ascii) throws IOException {
    if (position + ascii.length() > length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (unsignedByte(position + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void load(long position) throws IOException {
    // Some bytes before, too: OGG is searched backwards.
    windowStart = Math.max(0, position - WINDOW / 4);
    window.clear();
    windowLength = 0;
    while (window.hasRemaining()) {
      int read = channel.read(window, windowStart + windowLength);
      if (read < 0) {
        break;
      }
      windowLength += read;
    }
  }
}
