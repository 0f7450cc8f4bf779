package dev.examhall.activitylog.chain;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first place where the log is not what was sealed.
 *
 * @param day whose chain it is; absent for what is in no chain
 * @param position in the day, from 1; 0 for what is in no chain
 * @param event the first bad activity; absent where only the chain's own files are bad
 * @param explanation a sentence for an operator
 */
public record Finding(
    Kind kind, @Nullable LocalDate day, long position, @Nullable UUID event, String explanation) {

  /** What happened to it. */
  public enum Kind {
    /** It does not fit its seal, or was never sealed by this service. */
    EDITED,
    /** It was sealed and is not there. */
    DELETED,
    /** It is there and was never sealed. */
    INSERTED,
    /** The chain holds the same activities in another order. */
    REORDERED,
    /** The end of a day's chain is not there. */
    TRUNCATED,
    /** Its personal part is gone, and no erasure says so. */
    ERASED_WITHOUT_RECORD,
    /** The chain in the database has what its witness does not know. */
    UNWITNESSED,
    /** The witness's own file was changed. */
    WITNESS_FORGED
  }
}
