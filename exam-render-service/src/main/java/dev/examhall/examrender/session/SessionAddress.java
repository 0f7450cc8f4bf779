package dev.examhall.examrender.session;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.UUID;

/** The session that an address names, and the one answer for all that a student may not see. */
public final class SessionAddress {

  private SessionAddress() {}

  /**
   * A text that is no UUID names no session, just as a made-up UUID does.
   *
   * @throws ProblemException 404 if it is none
   */
  public static UUID sessionId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw notFound();
    }
  }

  /** 404, alike for a made-up session and for another student's. */
  public static ProblemException notFound() {
    return new ProblemException(
        ProblemKind.SESSION_NOT_FOUND,
        "There is no such session in this browser. Start on the home page, or go on where you"
            + " started.");
  }
}
