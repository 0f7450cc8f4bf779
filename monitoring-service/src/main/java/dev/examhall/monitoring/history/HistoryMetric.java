package dev.examhall.monitoring.history;

/** Every metric of the history. */
enum HistoryMetric {
  /** Entries that were given up because the database was away too long. */
  DROPPED("examhall.monitoring.history.dropped"),
  /** Entries that wait for the database. */
  WAITING("examhall.monitoring.history.waiting");

  private final String key;

  HistoryMetric(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
