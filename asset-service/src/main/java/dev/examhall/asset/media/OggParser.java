package dev.examhall.asset.media;

import java.io.IOException;

/**
 * Ogg (RFC 3533) with Vorbis, Opus (RFC 7845) or FLAC: the last page says how many samples there
 * are.
 */
final class OggParser {
  private static final int PAGE_HEADER = 27;

  /**
   * No page is longer (RFC 3533, section 6), so the last one begins within so many bytes of the
   * end.
   */
  private static final int LONGEST_PAGE = 65_307;

  private OggParser() {}

  static Inspection parse(AudioBytes bytes) throws IOException {
    long packet = PAGE_HEADER + bytes.unsignedByte(26);
    long sampleRate;
    long skipped = 0;
    if (bytes.startsWith(packet, "\u0001vorbis")) {
      sampleRate = bytes.littleEndian(packet + 12, 4);
    } else if (bytes.startsWith(packet, "OpusHead")) {
      sampleRate = 48_000;
      skipped = bytes.littleEndian(packet + 10, 2);
    } else if (bytes.startsWith(packet, "\u007FFLAC")) {
      sampleRate = bytes.bigEndian(packet + 27, 3) >> 4;
    } else {
      return AudioInspection.notAudio();
    }
    long serial = bytes.littleEndian(14, 4);
    long earliest = Math.max(0, bytes.length() - LONGEST_PAGE - PAGE_HEADER);
    for (long page = bytes.length() - PAGE_HEADER; page >= earliest; page--) {
      if (!bytes.startsWith(page, "OggS") || bytes.littleEndian(page + 14, 4) != serial) {
        continue;
      }
      long samples = bytes.littleEndian(page + 6, 8);
      if (page + pageLength(bytes, page) > bytes.length()) {
        return AudioInspection.cutOff();
      }
      if (samples > skipped && sampleRate > 0) {
        return Inspection.audio(MediaFormat.OGG, (double) (samples - skipped) / sampleRate);
      }
    }
    return AudioInspection.cutOff();
  }

  private static long pageLength(AudioBytes bytes, long page) throws IOException {
    int segments = bytes.unsignedByte(page + 26);
    long length = PAGE_HEADER + segments;
    for (int i = 0; i < segments; i++) {
      length += bytes.unsignedByte(page + PAGE_HEADER + i);
    }
    return length;
  }
}
