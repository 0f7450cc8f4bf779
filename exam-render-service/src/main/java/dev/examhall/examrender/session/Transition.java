package dev.examhall.examrender.session;

/** What an attempt makes of something that is asked of it. */
sealed interface Transition {

  /** It moved on. */
  record Moved(Attempt to) implements Transition {}

  /** It was there already: the same thing asked again. */
  record Stays(Attempt at) implements Transition {}

  /** It is too early: the attempt has not come that far. */
  record TooEarly(SessionState at) implements Transition {}

  /** It is too late: the attempt is over. */
  record Over(SessionState at) implements Transition {}
}
