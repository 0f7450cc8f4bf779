package dev.examhall.activitylog.intake;

/** Every meter of the intake. */
enum IntakeMetric {
  /** Counter of activities that are in the log since. */
  STORED("examhall.activities.stored"),

  /** Counter of activities that came although they were in the log. */
  REPEATED("examhall.activities.repeated"),

  /** Counter of activities whose id was in the log with another content. */
  CONFLICTING("examhall.activities.conflicting");

  private final String id;

  IntakeMetric(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }
}
