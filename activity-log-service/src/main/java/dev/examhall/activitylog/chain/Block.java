package dev.examhall.activitylog.chain;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A piece of a day's chain as the database keeps it: what was sealed in one round.
 *
 * @param number 1 for the day's first
 * @param firstPosition of its first activity in the day, from 1
 * @param leaves of its activities, one after another
 * @param hash of its last activity
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Block(
    LocalDate day, int number, long firstPosition, List<UUID> ids, byte[] leaves, byte[] hash) {

  Block {
    ids = List.copyOf(ids);
  }

  /** The next block after one, or a day's first. */
  static Block next(Tail tail, List<UUID> ids, byte[] leaves) {
    Chain chain = tail.chain();
    for (int i = 0; i < ids.size(); i++) {
      chain.add(ids.get(i), leaves, i);
    }
    return new Block(tail.day(), tail.number() + 1, tail.position() + 1, ids, leaves, chain.hash());
  }

  /** What the witness keeps of it. */
  Witness witness(byte[] hashBefore) {
    Chain chain = Chain.after(hashBefore);
    ByteBuffer marks = ByteBuffer.allocate(ids.size() * Chain.MARK);
    for (int i = 0; i < ids.size(); i++) {
      chain.add(ids.get(i), leaves, i);
      marks.put(chain.mark());
    }
    return new Witness(day, number, firstPosition, Witness.packed(ids), marks.array(), hash);
  }

  /**
   * Where a chain ends.
   *
   * @param number of its last block, 0 where there is none
   * @param position of its last activity, 0 where there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Tail(LocalDate day, int number, long position, byte[] hash) {

    static Tail beginning(LocalDate day) {
      return new Tail(day, 0, 0, Chain.of(day).hash());
    }

    Chain chain() {
      return Chain.after(hash);
    }
  }
}
