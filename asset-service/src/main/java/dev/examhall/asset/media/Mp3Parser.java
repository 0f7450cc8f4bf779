package dev.examhall.asset.media;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * MPEG audio, layer III: ISO/IEC 11172-3 and 13818-3 frame headers, ID3v2 tags, and the frame
 * counts that encoders put into the first frame (Xing/Info and VBRI).
 */
final class Mp3Parser {
  /** So many frames must follow each other before it counts as MP3: three can hardly be chance. */
  private static final int FRAMES_TO_BELIEVE = 3;

  private static final int LONGEST_JUNK_BEFORE = 64 * 1024;

  private static final int[] KBPS_MPEG1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KBPS_MPEG2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] SAMPLE_RATES_MPEG1 = {44_100, 48_000, 32_000};

  /**
   * A frame's header.
   *
   * @param length of the whole frame, in bytes
   * @param samples for each channel
   * @param sideInformation bytes between the header and where a Xing header would be
   */
  private record Frame(int length, int samples, int sampleRate, int sideInformation) {
    double seconds() {
      return (double) samples / sampleRate;
    }
  }

  private Mp3Parser() {}

  static Inspection parse(AudioBytes bytes) throws IOException {
    long start = afterTags(bytes);
    long first = firstFrame(bytes, start);
    @Nullable Frame frame = first < 0 ? null : frame(bytes, first);
    if (frame == null) {
      return AudioInspection.notAudio();
    }
    Declared declared = declared(bytes, first, frame);
    if (declared.frames() > 0) {
      // An encoder writes the length in bytes too; a file much shorter than it was cut off.
      if (declared.bytes() > 0 && bytes.length() - first < declared.bytes() * 0.95) {
        return AudioInspection.cutOff();
      }
      return Inspection.audio(MediaFormat.MP3, declared.frames() * frame.seconds());
    }
    return Inspection.audio(MediaFormat.MP3, countedSeconds(bytes, first));
  }

  /** Frames and bytes as the encoder declared them; zero where it did not. */
  private record Declared(long frames, long bytes) {}

  private static Declared declared(AudioBytes bytes, long first, Frame frame) throws IOException {
    long xing = first + 4 + frame.sideInformation();
    if (bytes.startsWith(xing, "Xing") || bytes.startsWith(xing, "Info")) {
      long flags = bytes.bigEndian(xing + 4, 4);
      boolean hasFrames = (flags & 1) != 0;
      boolean hasBytes = (flags & 2) != 0;
      long frames = hasFrames ? bytes.bigEndian(xing + 8, 4) : 0;
      return new Declared(frames, hasBytes ? bytes.bigEndian(xing + (hasFrames ? 12 : 8), 4) : 0);
    }
    long vbri = first + 4 + 32;
    if (bytes.startsWith(vbri, "VBRI")) {
      return new Declared(bytes.bigEndian(vbri + 14, 4), bytes.bigEndian(vbri + 10, 4));
    }
    return new Declared(0, 0);
  }

  private static double countedSeconds(AudioBytes bytes, long first) throws IOException {
    double seconds = 0;
    long position = first;
    while (position + 4 <= bytes.length()) {
      @Nullable Frame frame = frame(bytes, position);
      if (frame == null) {
        // A tag at the end, or a damaged stretch: go on at the next frame, if any.
        position = firstFrame(bytes, position + 1);
        if (position < 0) {
          break;
        }
        continue;
      }
      seconds += frame.seconds();
      position += frame.length();
    }
    return seconds;
  }

  private static long afterTags(AudioBytes bytes) throws IOException {
    long position = 0;
    while (bytes.startsWith(position, "ID3")) {
      long size = 0;
      for (int i = 6; i < 10; i++) {
        size = (size << 7) | (bytes.unsignedByte(position + i) & 0x7F);
      }
      boolean footer = (bytes.unsignedByte(position + 5) & 0x10) != 0;
      position += 10 + size + (footer ? 10 : 0);
    }
    return position;
  }

  /** Where a run of frames begins, or -1. */
  private static long firstFrame(AudioBytes bytes, long from) throws IOException {
    long last = Math.min(bytes.length() - 4, from + LONGEST_JUNK_BEFORE);
    for (long start = from; start <= last; start++) {
      if (bytes.unsignedByte(start) == 0xFF && run(bytes, start)) {
        return start;
      }
    }
    return -1;
  }

  private static boolean run(AudioBytes bytes, long start) throws IOException {
    long position = start;
    for (int i = 0; i < FRAMES_TO_BELIEVE; i++) {
      @Nullable Frame frame = frame(bytes, position);
      if (frame == null) {
        return false;
      }
      position += frame.length();
    }
    return true;
  }

  private static @Nullable Frame frame(AudioBytes bytes, long position) throws IOException {
    if (position + 4 > bytes.length()) {
      return null;
    }
    int header = (int) bytes.bigEndian(position, 4);
    int version = (header >>> 19) & 3;
    int layer = (header >>> 17) & 3;
    int bitrate = (header >>> 12) & 15;
    int rate = (header >>> 10) & 3;
    boolean sync = (header >>> 21) == 0x7FF;
    if (!sync || version == 1 || layer != 1 || bitrate == 0 || bitrate == 15 || rate == 3) {
      return null;
    }
    boolean mpeg1 = version == 3;
    int kbps = (mpeg1 ? KBPS_MPEG1 : KBPS_MPEG2)[bitrate];
    int sampleRate = SAMPLE_RATES_MPEG1[rate] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
    int padding = (header >>> 9) & 1;
    boolean mono = ((header >>> 6) & 3) == 3;
    int samples = mpeg1 ? 1152 : 576;
    int length = samples / 8 * kbps * 1000 / sampleRate + padding;
    int sideInformation = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
    return new Frame(length, samples, sampleRate, sideInformation);
  }
}
