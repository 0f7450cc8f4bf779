package dev.examhall.monitoring.notifying;

/** Every metric of telling about alerts. */
enum NotifyingMetric {
  /** Counter of notices, tagged with receiver and outcome (delivered, retried, given-up). */
  NOTICES("examhall.monitoring.notices"),
  /** Counter of dead-man heartbeats, tagged with outcome (sent, failed, withheld). */
  HEARTBEATS("examhall.monitoring.heartbeats");

  private final String key;

  NotifyingMetric(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
