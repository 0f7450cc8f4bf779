package dev.examhall.examrender.grading;

/** How a part with several right choices is graded. */
public enum SelectAllRule {
  /** All right choices and no other, or nothing. */
  EXACT,
  /**
   * The share of the right choices that were chosen, less the same share for each wrong one; never
   * less than nothing.
   */
  PARTIAL
}
