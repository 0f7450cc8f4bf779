package dev.examhall.monitoring.alerting;

import java.util.OptionalDouble;

/** Measured values, for rules with a threshold. */
@FunctionalInterface
public interface Readings {

  /** Without any. */
  Readings NONE = (what, subject) -> OptionalDouble.empty();

  /** The value now; empty when it is not known, which never resolves an alert. */
  OptionalDouble of(AlertRule.When what, String subject);
}
