package dev.examhall.cache.entry;

import java.nio.ByteBuffer;

/**
 * What is sent besides header fields.
 *
 * @param body empty for none
 */
record Reply(int status, ByteBuffer body) {

  static final int NOT_MODIFIED = 304;
}
