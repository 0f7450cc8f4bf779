package dev.examhall.asset.media;

/** What an upload is meant to be. */
enum MediaKind {
  PDF("PDF"),
  AUDIO("audio file");

  private final String inWords;

  MediaKind(String inWords) {
    this.inWords = inWords;
  }

  String inWords() {
    return inWords;
  }
}
