package dev.examhall.monitoring.alerting;

/** How much an alert matters. */
public enum Severity {
  WARNING,
  /** Students or teachers notice it now. */
  CRITICAL
}
