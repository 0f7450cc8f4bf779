package dev.examhall.activitylog.search;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An activity and its place in the order in which activities came into the log. */
record Arrival(Position position, Activity activity) {

  /**
   * A place in that order.
   *
   * @param xid the transaction that stored it
   */
  record Position(String xid, UUID id) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,19})\\.([0-9a-f-]{36})");

    /** Before everything that a transaction stored. */
    static Position at(String xid) {
      return new Position(xid, new UUID(0, 0));
    }

    static Optional<Position> parse(String text) {
      Matcher parts = TEXT.matcher(text);
      try {
        return parts.matches()
            ? Optional.of(new Position(parts.group(1), UUID.fromString(parts.group(2))))
            : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    String text() {
      return xid + "." + id;
    }
  }
}
