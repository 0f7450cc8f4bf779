package dev.examhall.asset.media;

/**
 * Why a file is not taken.
 *
 * @param sentence for the teacher who uploaded it: what is wrong and what to do
 */
record MediaRefusal(Reason reason, String sentence) {

  enum Reason {
    MEDIA_TOO_LARGE("media-too-large", "The file is too large"),
    NOT_A_PDF("not-a-pdf", "The file is not a PDF"),
    DAMAGED_PDF("damaged-pdf", "The PDF is damaged"),
    ENCRYPTED_PDF("encrypted-pdf", "The PDF is protected"),
    NOT_AUDIO("not-audio", "The file is not audio"),
    DAMAGED_AUDIO("damaged-audio", "The audio file is damaged"),
    MEDIA_NOT_STORED("media-not-stored", "A file is not stored");

    private final String type;
    private final String title;

    Reason(String type, String title) {
      this.type = type;
      this.title = title;
    }

    String type() {
      return type;
    }

    String title() {
      return title;
    }
  }
}
