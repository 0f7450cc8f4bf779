package dev.examhall.examrender.exam;

/** What a student is asked for; {@link #MIXED} has parts of different kinds. */
public enum QuestionType {
  ONE_CHOICE,
  SELECT_ALL,
  SHORT,
  LONG,
  MIXED
}
