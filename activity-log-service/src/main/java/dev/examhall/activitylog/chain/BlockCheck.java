package dev.examhall.activitylog.chain;

import dev.examhall.activitylog.chain.Finding.Kind;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares a block with its witness and with the activities that it seals. */
final class BlockCheck {

  private final Sealing sealing;
  private final Set<UUID> erased;
  private final @Nullable UUID keptFrom;

  /**
   * @param erased activities whose personal part is rightly gone
   * @param keptFrom the smallest id that was not dropped by age
   */
  BlockCheck(Sealing sealing, Set<UUID> erased, @Nullable UUID keptFrom) {
    this.sealing = sealing;
    this.erased = erased;
    this.keptFrom = keptFrom;
  }

  /** The first bad activity of a block, in the order of the chain. */
  Optional<Finding> check(
      Block block, Witness witness, byte[] hashBefore, boolean last, Map<UUID, SealedRow> rows) {
    Chain chain = Chain.after(hashBefore);
    int common = Math.min(block.ids().size(), witness.size());
    for (int i = 0; i < common; i++) {
      UUID sealed = witness.id(i);
      chain.add(block.ids().get(i), block.leaves(), i);
      long position = witness.firstPosition() + i;
      if (!block.ids().get(i).equals(sealed)) {
        return Optional.of(parted(block, witness, i, last));
      }
      if (!witness.agrees(i, chain.mark())) {
        return Optional.of(
            finding(
                Kind.EDITED, block.day(), position, sealed, "its seal in the chain was replaced"));
      }
      Optional<Finding> bad = activity(block, i, position, rows.get(sealed));
      if (bad.isPresent()) {
        return bad;
      }
    }
    if (block.ids().size() != witness.size()) {
      return Optional.of(parted(block, witness, common, last));
    }
    return Arrays.equals(chain.hash(), witness.hash())
        ? Optional.empty()
        : Optional.of(
            finding(
                Kind.EDITED,
                block.day(),
                witness.firstPosition(),
                witness.id(0),
                "the seals of its block do not give the hash that was signed"));
  }

  /** What a block that is not there any more says. */
  static Finding missing(Witness witness, boolean last) {
    return finding(
        last ? Kind.TRUNCATED : Kind.DELETED,
        witness.day(),
        witness.firstPosition(),
        witness.id(0),
        "%d activities from this one on are not in the chain any more".formatted(witness.size()));
  }

  /** The chain's ids and the witness's part at this place: how do they go on? */
  private static Finding parted(Block block, Witness witness, int at, boolean last) {
    List<UUID> known = witness.allIds();
    long position = witness.firstPosition() + at;
    if (at >= known.size()
        || !known.contains(block.ids().get(Math.min(at, block.ids().size() - 1)))) {
      return finding(
          Kind.INSERTED,
          block.day(),
          position,
          block.ids().get(Math.min(at, block.ids().size() - 1)),
          "the chain has it and its witness does not");
    }
    if (new HashSet<>(block.ids()).equals(new HashSet<>(known))) {
      return finding(
          Kind.REORDERED,
          block.day(),
          position,
          known.get(at),
          "the chain has another one in its place");
    }
    boolean tail = last && at >= block.ids().size();
    return finding(
        tail ? Kind.TRUNCATED : Kind.DELETED,
        block.day(),
        position,
        known.get(at),
        "it is not in the chain any more");
  }

  private Optional<Finding> activity(
      Block block, int index, long position, @Nullable SealedRow row) {
    UUID id = block.ids().get(index);
    if (row == null) {
      return keptFrom != null && id.compareTo(keptFrom) < 0
          ? Optional.empty()
          : Optional.of(
              finding(Kind.DELETED, block.day(), position, id, "it was sealed and is not there"));
    }
    byte[] leaf =
        Arrays.copyOfRange(block.leaves(), index * Sealing.BYTES, (index + 1) * Sealing.BYTES);
    if (row.salt() == null) {
      return withoutPersonalPart(block.day(), position, row, leaf);
    }
    byte[] now = sealing.leaf(row.content(), sealing.commitment(row.content(), row.salt()));
    return MessageDigest.isEqual(leaf, now)
        ? Optional.empty()
        : Optional.of(edited(block, position, id));
  }

  private Optional<Finding> withoutPersonalPart(
      LocalDate day, long position, SealedRow row, byte[] leaf) {
    UUID id = row.content().id();
    if (row.commitment() == null || !erased.contains(id)) {
      return Optional.of(
          finding(
              Kind.ERASED_WITHOUT_RECORD,
              day,
              position,
              id,
              "its personal part is gone and no signed erasure names it"));
    }
    return MessageDigest.isEqual(leaf, sealing.leaf(row.content(), row.commitment()))
        ? Optional.empty()
        : Optional.of(
            finding(Kind.EDITED, day, position, id, "what is left of it does not fit its seal"));
  }

  private static Finding edited(Block block, long position, UUID id) {
    return finding(
        Kind.EDITED,
        block.day(),
        position,
        id,
        "it does not fit its seal: it was changed, or did not come in through this service");
  }

  private static Finding finding(
      Kind kind, LocalDate day, long position, UUID event, String explanation) {
    return new Finding(kind, day, position, event, explanation);
  }
}
