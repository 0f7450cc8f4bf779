package dev.examhall.examrender.exam;

/**
 * A stored booklet.
 *
 * @param url path below the gateway, such as {@code /media/<hash>.pdf}
 * @param pages number of pages
 * @param bytes size
 */
public record MediaRef(String url, int pages, long bytes) {}
