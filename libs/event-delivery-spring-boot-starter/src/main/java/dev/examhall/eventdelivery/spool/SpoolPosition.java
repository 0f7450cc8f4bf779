package dev.examhall.eventdelivery.spool;

import java.util.Comparator;

/**
 * A place in the spool.
 *
 * @param segment number of the file
 * @param offset bytes from its beginning
 */
record SpoolPosition(long segment, long offset) implements Comparable<SpoolPosition> {

  private static final Comparator<SpoolPosition> ORDER =
      Comparator.comparingLong(SpoolPosition::segment).thenComparingLong(SpoolPosition::offset);

  @Override
  public int compareTo(SpoolPosition other) {
    return ORDER.compare(this, other);
  }
}
