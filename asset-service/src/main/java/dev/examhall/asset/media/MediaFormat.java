package dev.examhall.asset.media;

import java.util.Arrays;
import java.util.Optional;

/** The formats that are stored, as their content shows them: file names are not believed. */
enum MediaFormat {
  PDF("pdf", "application/pdf"),
  MP3("mp3", "audio/mpeg"),
  WAV("wav", "audio/wav"),
  M4A("m4a", "audio/mp4"),
  OGG("ogg", "audio/ogg");

  private final String extension;
  private final String contentType;

  MediaFormat(String extension, String contentType) {
    this.extension = extension;
    this.contentType = contentType;
  }

  String extension() {
    return extension;
  }

  String contentType() {
    return contentType;
  }

  static Optional<MediaFormat> ofExtension(String extension) {
    return Arrays.stream(values()).filter(format -> format.extension.equals(extension)).findFirst();
  }
}
