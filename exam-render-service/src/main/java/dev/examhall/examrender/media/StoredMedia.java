package dev.examhall.examrender.media;

import org.jspecify.annotations.Nullable;

/**
 * A file as asset-service stored it.
 *
 * @param hash SHA-256 of the content, hexadecimal
 * @param url path below the gateway
 * @param pages number of pages; null for audio
 * @param durationSeconds length; null for PDF, and where it could not be read
 */
public record StoredMedia(
    String hash,
    String url,
    String contentType,
    long bytes,
    @Nullable Integer pages,
    @Nullable Double durationSeconds) {}
