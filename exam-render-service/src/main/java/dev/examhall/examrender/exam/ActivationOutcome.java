package dev.examhall.examrender.exam;

import java.util.List;

/** What became of making an exam available. */
public sealed interface ActivationOutcome {

  /** New sessions get this version from now on. */
  record Activated(int version) implements ActivationOutcome {}

  /** Something is missing. */
  record Incomplete(boolean booklet, List<Integer> questions) implements ActivationOutcome {}
}
