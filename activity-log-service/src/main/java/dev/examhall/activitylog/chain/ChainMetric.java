package dev.examhall.activitylog.chain;

/** Every meter of the chain. */
enum ChainMetric {
  /** Counter of activities that are in the chain since. */
  SEALED("examhall.activities.sealed"),

  /** Counter of checks that found the log changed. */
  BROKEN("examhall.activities.chain.broken");

  private final String id;

  ChainMetric(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }
}
