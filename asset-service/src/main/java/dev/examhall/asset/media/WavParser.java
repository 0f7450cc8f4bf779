package dev.examhall.asset.media;

import java.io.IOException;
import java.util.Set;

/**
 * RIFF WAVE, as Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" has it.
 */
final class WavParser {
  /** PCM, IEEE float, A-law, µ-law, extensible: what browsers play. */
  private static final Set<Long> PLAYABLE = Set.of(1L, 3L, 6L, 7L, 0xFFFEL);

  /** Written by encoders that cannot go back to fill in the length. */
  private static final long LENGTH_NOT_KNOWN = 0xFFFFFFFFL;

  private WavParser() {}

  static Inspection parse(AudioBytes bytes) throws IOException {
    long bytesPerSecond = 0;
    long position = 12;
    while (position + 8 <= bytes.length()) {
      long size = bytes.littleEndian(position + 4, 4);
      long content = position + 8;
      if (bytes.startsWith(position, "fmt ")) {
        if (!PLAYABLE.contains(bytes.littleEndian(content, 2))) {
          return AudioInspection.notAudio();
        }
        bytesPerSecond = bytes.littleEndian(content + 8, 4);
      } else if (bytes.startsWith(position, "data")) {
        long there = bytes.length() - content;
        long data = size == LENGTH_NOT_KNOWN ? there : size;
        if (data > there || data == 0 || bytesPerSecond == 0) {
          return AudioInspection.cutOff();
        }
        return Inspection.audio(MediaFormat.WAV, (double) data / bytesPerSecond);
      }
      position = content + size + (size & 1);
    }
    return AudioInspection.cutOff();
  }
}
