package dev.examhall.asset.media;

import java.io.IOException;

/** The boxes of ISO/IEC 14496-12 that say what is in an M4A file and how long it is. */
final class Mp4Parser {
  private static final int DEEPEST = 8;

  private boolean movie;
  private boolean sound;
  private boolean video;
  private boolean cutOff;
  private long timescale;
  private double seconds;

  private Mp4Parser() {}

  static Inspection parse(AudioBytes bytes) throws IOException {
    Mp4Parser parser = new Mp4Parser();
    parser.boxes(bytes, 0, bytes.length(), 0);
    if (parser.cutOff || !parser.movie) {
      return AudioInspection.cutOff();
    }
    if (!parser.sound || parser.video) {
      return AudioInspection.notAudio();
    }
    return parser.seconds > 0
        ? Inspection.audio(MediaFormat.M4A, parser.seconds)
        : AudioInspection.cutOff();
  }

  private void boxes(AudioBytes bytes, long from, long to, int depth) throws IOException {
    long position = from;
    while (position + 8 <= to && !cutOff) {
      long size = bytes.bigEndian(position, 4);
      int header = 8;
      if (size == 1) {
        // The first byte of a 64-bit size is zero in any file that can exist.
        size = bytes.bigEndian(position + 9, 7);
        header = 16;
      } else if (size == 0) {
        size = to - position;
      }
      if (size < header || position + size > to) {
        cutOff = true;
        return;
      }
      box(bytes, position, header, position + size, depth);
      position += size;
    }
  }

  private void box(AudioBytes bytes, long position, int header, long end, int depth)
      throws IOException {
    long content = position + header;
    if (depth == 0 && bytes.startsWith(position + 4, "moov")) {
      movie = true;
      boxes(bytes, content, end, depth + 1);
    } else if (depth < DEEPEST
        && (bytes.startsWith(position + 4, "trak")
            || bytes.startsWith(position + 4, "mdia")
            || bytes.startsWith(position + 4, "mvex"))) {
      boxes(bytes, content, end, depth + 1);
    } else if (bytes.startsWith(position + 4, "mvhd")) {
      boolean wide = bytes.unsignedByte(content) == 1;
      timescale = bytes.bigEndian(content + (wide ? 20 : 12), 4);
      duration(wide ? bytes.bigEndian(content + 25, 7) : bytes.bigEndian(content + 16, 4));
    } else if (bytes.startsWith(position + 4, "mehd")) {
      boolean wide = bytes.unsignedByte(content) == 1;
      duration(wide ? bytes.bigEndian(content + 5, 7) : bytes.bigEndian(content + 4, 4));
    } else if (bytes.startsWith(position + 4, "hdlr")) {
      sound |= bytes.startsWith(content + 8, "soun");
      video |= bytes.startsWith(content + 8, "vide");
    }
  }

  private void duration(long units) {
    if (timescale > 0 && units > 0) {
      seconds = (double) units / timescale;
    }
  }
}
