package dev.examhall.asset.media;

import static dev.examhall.asset.media.MediaRefusal.Reason.DAMAGED_AUDIO;
import static dev.examhall.asset.media.MediaRefusal.Reason.NOT_AUDIO;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Looks into a file that is meant to be audio: which format it is, and how long it plays. */
final class AudioInspection {
  private AudioInspection() {}

  static Inspection inspect(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      AudioBytes bytes = new AudioBytes(channel);
      if (bytes.startsWith(0, "RIFF") && bytes.startsWith(8, "WAVE")) {
        return WavParser.parse(bytes);
      }
      if (bytes.startsWith(4, "ftyp")) {
        return Mp4Parser.parse(bytes);
      }
      if (bytes.startsWith(0, "OggS")) {
        return OggParser.parse(bytes);
      }
      return Mp3Parser.parse(bytes);
    }
  }

  static Inspection notAudio() {
    return Inspection.refused(
        NOT_AUDIO,
        "This file is not audio that browsers can play, whatever its name says. Upload an MP3, WAV,"
            + " M4A or OGG file.");
  }

  static Inspection cutOff() {
    return Inspection.refused(
        DAMAGED_AUDIO,
        "This audio file is not whole: it was probably cut off while it was copied or downloaded."
            + " Play it to the end to see, then upload it again.");
  }
}
