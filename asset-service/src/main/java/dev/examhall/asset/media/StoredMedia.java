package dev.examhall.asset.media;

import org.jspecify.annotations.Nullable;

/**
 * A stored file; also what stands beside it on disk.
 *
 * @param hash SHA-256 of its bytes, in hexadecimal
 * @param pages of a PDF
 * @param durationSeconds of audio
 * @param url path below the gateway
 */
record StoredMedia(
    String hash,
    String extension,
    String contentType,
    long bytes,
    @Nullable Integer pages,
    @Nullable Double durationSeconds,
    String url) {

  static StoredMedia of(String hash, long bytes, Inspection.Accepted accepted) {
    String extension = accepted.format().extension();
    return new StoredMedia(
        hash,
        extension,
        accepted.format().contentType(),
        bytes,
        accepted.pages(),
        accepted.durationSeconds(),
        "/media/" + hash + "." + extension);
  }
}
