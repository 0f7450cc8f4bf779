package dev.examhall.activitylog.rights;

/** What of the log somebody may read. */
public sealed interface ReadingScope {

  /** All of it: operators. */
  record Everything() implements ReadingScope {}

  /** What belongs to any exam: head teachers. */
  record EveryExam() implements ReadingScope {}

  /**
   * What belongs to the exams that a teacher made, and to those that are shared with all.
   *
   * @param owner the teacher's account
   */
  record ExamsOf(String owner) implements ReadingScope {}
}
