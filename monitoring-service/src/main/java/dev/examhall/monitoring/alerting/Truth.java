package dev.examhall.monitoring.alerting;

/** Whether a rule's condition holds. What nobody knows neither raises an alert nor resolves one. */
public enum Truth {
  HOLDS,
  HOLDS_NOT,
  UNKNOWN
}
