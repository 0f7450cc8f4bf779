package dev.examhall.eventdelivery.spool;

/**
 * @param payload what was appended
 * @param end where the next entry begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SpoolEntry(byte[] payload, SpoolPosition end) {}
