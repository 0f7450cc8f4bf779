package dev.examhall.monitoring.polling;

/** Every metric of the poller. */
enum PollingMetric {
  /** Timer of answers, tagged with service and outcome (answered, failed, inconclusive). */
  POLLS("examhall.monitoring.polls");

  private final String key;

  PollingMetric(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
