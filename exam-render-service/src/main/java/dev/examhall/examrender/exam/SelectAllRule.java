package dev.examhall.examrender.exam;

/**
 * What a part with several right choices earns. The rules are those of question banks: all or
 * nothing, partial credit with a penalty, and each option as a statement that is true or false.
 */
public enum SelectAllRule {
  /** All or nothing: all right choices and no other. */
  EXACT,
  /**
   * Partial credit with penalty: the share of the right choices that were chosen, less the same
   * share for each wrong one; never less than nothing.
   */
  PARTIAL,
  /**
   * Each option counts: the share of the options that were judged right, chosen or left alone.
   * Nothing for a part that was left alone as a whole.
   */
  EACH_OPTION
}
