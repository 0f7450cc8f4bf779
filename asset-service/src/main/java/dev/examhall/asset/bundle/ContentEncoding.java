package dev.examhall.asset.bundle;

/** The encodings a file may be stored in, in the order the server prefers them. */
public enum ContentEncoding {
  BR("br"),
  ZSTD("zstd"),
  GZIP("gzip"),
  IDENTITY("identity");

  private final String token;

  ContentEncoding(String token) {
    this.token = token;
  }

  /** The name in {@code Accept-Encoding} and {@code Content-Encoding}. */
  public String token() {
    return token;
  }
}
