package dev.examhall.activitylog.chain;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What is known of a block outside of the database, packed: a day may have a million activities.
 *
 * @param ids of its activities, {@value #ID} bytes each
 * @param marks the first {@value Chain#MARK} bytes of each activity's hash
 * @param hash of the last activity: the chain's head after this block
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Witness(
    LocalDate day, int number, long firstPosition, byte[] ids, byte[] marks, byte[] hash) {

  static final int ID = 2 * Long.BYTES;

  int size() {
    return ids.length / ID;
  }

  UUID id(int index) {
    ByteBuffer bytes = ByteBuffer.wrap(ids, index * ID, ID);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  List<UUID> allIds() {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      all.add(id(i));
    }
    return all;
  }

  /** Whether the chain still is what it was after this activity. */
  boolean agrees(int index, byte[] mark) {
    int from = index * Chain.MARK;
    return Arrays.equals(marks, from, from + Chain.MARK, mark, 0, Chain.MARK);
  }

  static byte[] packed(List<UUID> ids) {
    ByteBuffer all = ByteBuffer.allocate(ids.size() * ID);
    ids.forEach(
        id -> all.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    return all.array();
  }
}
