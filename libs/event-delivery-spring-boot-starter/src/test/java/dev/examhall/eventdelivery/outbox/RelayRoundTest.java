package dev.examhall.eventdelivery.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.eventdelivery.outbox.RelayRound.Outcome;
import dev.examhall.eventdelivery.outbox.RelayRound.Parked;
import dev.examhall.eventdelivery.publishing.EncodedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RelayRoundTest {

  private static final TimeoutException OUTAGE = new TimeoutException("no answer");

  private final OutboxRow a1 = row(1, "a");
  private final OutboxRow b2 = row(2, "b");
  private final OutboxRow a3 = row(3, "a");

  @Test
  void whatKafkaHasMayGo() {
    RelayRound round = RelayRound.of(List.of(new Outcome(a1, null), new Outcome(b2, null)));

    assertThat(round.delivered()).containsExactly(a1, b2);
    assertThat(round.failure()).isNull();
  }

  @Test
  void whatFollowsAFailureOfItsKeyStaysSoThatItComesLast() {
    RelayRound round =
        RelayRound.of(
            List.of(new Outcome(a1, OUTAGE), new Outcome(b2, null), new Outcome(a3, null)));

    assertThat(round.delivered()).containsExactly(b2);
    assertThat(round.failure()).isSameAs(OUTAGE);
  }

  @Test
  void whatKafkaWillNeverTakeIsParkedAndHoldsNobodyUp() {
    RelayRound round =
        RelayRound.of(
            List.of(new Outcome(a1, new RecordTooLargeException("2 MB")), new Outcome(a3, null)));

    assertThat(round.parked()).extracting(Parked::row).containsExactly(a1);
    assertThat(round.delivered()).containsExactly(a3);
    assertThat(round.failure()).isNull();
  }

  private static OutboxRow row(long seq, String key) {
    return new OutboxRow(
        seq,
        new EncodedEvent(new UUID(0, seq), Instant.EPOCH, "topic", key, "type", null, new byte[0]));
  }
}
