package dev.examhall.examrender.exam;

/** The kind of one field of the answer sheet. */
public enum PartKind {
  ONE_CHOICE,
  SELECT_ALL,
  SHORT,
  LONG;

  /** Whether this part is answered by letters, and so has a number of options. */
  public boolean isChoice() {
    return this == ONE_CHOICE || this == SELECT_ALL;
  }
}
