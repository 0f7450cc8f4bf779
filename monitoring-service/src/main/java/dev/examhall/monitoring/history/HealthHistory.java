package dev.examhall.monitoring.history;

import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;

/** Where what was seen goes to be kept. Never waits: the database is written behind it. */
public final class HealthHistory {

  private final HistoryBuffer buffer;

  HealthHistory(HistoryBuffer buffer) {
    this.buffer = buffer;
  }

  /**
   * @param health what is believed after the observation
   */
  public void keep(ServiceHealth health, Observation observation) {
    buffer.add(Sample.of(health, observation));
  }

  public void keep(HealthChange change) {
    buffer.add(change);
  }

  public void keep(Notice notice) {
    buffer.add(notice);
  }
}
