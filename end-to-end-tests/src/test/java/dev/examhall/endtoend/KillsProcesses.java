package dev.examhall.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that kills or suspends processes: it gets a suite that others do not use, and no
 * other such class runs meanwhile.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(KillsProcesses.SECOND_SUITE)
@interface KillsProcesses {

  /** Two suites at a time: the one of most tests, and one of these or the traced one. */
  String SECOND_SUITE = "second suite";
}
