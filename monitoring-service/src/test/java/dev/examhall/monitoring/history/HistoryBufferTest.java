package dev.examhall.monitoring.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.HealthState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryBufferTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void entriesStayUntilTheyAreWritten() {
    HistoryBuffer buffer = new HistoryBuffer(10);
    buffer.add(sample(1));

    HistoryBuffer.Batch batch = buffer.oldest();
    buffer.add(sample(2));
    assertThat(buffer.size()).isEqualTo(2);
    buffer.written(batch);

    assertThat(buffer.oldest().samples()).containsExactly(sample(2));
  }

  @Test
  void oldestSamplesGoWhenItIsFullAndAreCounted() {
    HistoryBuffer buffer = new HistoryBuffer(3);
    for (int i = 1; i <= 5; i++) {
      buffer.add(sample(i));
    }

    assertThat(buffer.oldest().samples()).containsExactly(sample(3), sample(4), sample(5));
    assertThat(buffer.dropped()).isEqualTo(2);
  }

  @Test
  void entriesDroppedDuringAWriteTakeNoOthersWithThem() {
    HistoryBuffer buffer = new HistoryBuffer(3);
    buffer.add(sample(1));
    buffer.add(sample(2));
    HistoryBuffer.Batch batch = buffer.oldest();
    buffer.add(sample(3));
    buffer.add(sample(4));

    buffer.written(batch);

    assertThat(buffer.oldest().samples()).containsExactly(sample(3), sample(4));
  }

  @Test
  void manySamplesLeaveChangesAlone() {
    HistoryBuffer buffer = new HistoryBuffer(3);
    HealthChange change =
        new HealthChange("gateway", HealthState.UP, HealthState.DOWN, 40, "gone", NOW);
    buffer.add(change);
    for (int i = 0; i < 10; i++) {
      buffer.add(sample(i));
    }

    assertThat(buffer.oldest().changes())
        .extracting(HistoryBuffer.Change::change)
        .containsExactly(change);
  }

  private static Sample sample(int second) {
    return new Sample("gateway", NOW.plusSeconds(second), HealthState.UP, 3, "status UP");
  }
}
