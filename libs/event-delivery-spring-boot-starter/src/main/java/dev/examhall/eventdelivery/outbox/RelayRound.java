package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.outbox.OutboxRow.Lane;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do with rows after a round of sends.
 *
 * @param delivered rows that may go
 * @param parked rows that Kafka will never take
 * @param failure why some rows stay for another round; absent if none stays
 */
record RelayRound(List<OutboxRow> delivered, List<Parked> parked, @Nullable Throwable failure) {

  /** A row and why. */
  record Parked(OutboxRow row, String reason) {}

  /**
   * How one send ended.
   *
   * @param failure absent if Kafka has it
   */
  record Outcome(OutboxRow row, @Nullable Throwable failure) {}

  /**
   * A row whose key had a failure before it stays too, though Kafka may have it: it comes again
   * after the failed one, so that the last word about a key is the last event.
   */
  static RelayRound of(List<Outcome> outcomes) {
    List<OutboxRow> delivered = new ArrayList<>();
    List<Parked> parked = new ArrayList<>();
    Set<Lane> held = new HashSet<>();
    Throwable first = null;
    for (Outcome outcome : outcomes) {
      Throwable failure = outcome.failure();
      if (held.contains(outcome.row().lane())) {
        continue;
      }
      if (failure == null) {
        delivered.add(outcome.row());
      } else if (EventPublisher.isHopeless(failure)) {
        parked.add(new Parked(outcome.row(), String.valueOf(failure)));
      } else {
        held.add(outcome.row().lane());
        first = first == null ? failure : first;
      }
    }
    return new RelayRound(delivered, parked, first);
  }
}
