package dev.examhall.examrender.exam;

/** What became of changing an exam's settings. */
public sealed interface SettingsOutcome {

  /** They hold from the exam's latest version on. */
  record Changed() implements SettingsOutcome {}

  /** The key of a question names a letter that would not be offered any more. */
  record TooFewOptions(int question, int needed) implements SettingsOutcome {}

  /** A question beyond the last one has a key. */
  record KeyBeyond(int question) implements SettingsOutcome {}

  /** A track belongs to questions beyond the last one. */
  record TrackBeyond(String name, int question) implements SettingsOutcome {}
}
