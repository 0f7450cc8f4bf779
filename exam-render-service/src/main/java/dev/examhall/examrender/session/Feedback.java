package dev.examhall.examrender.session;

/** What a student says of the exam's difficulty after handing in. */
public enum Feedback {
  TOO_DIFFICULT,
  JUST_RIGHT,
  TOO_EASY,
  SKIPPED
}
