package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.UUID;

/**
 * Proof of what was handed in; the same one however often it is asked for.
 *
 * @param submittedAt when the attempt ended
 * @param state {@link SessionState#SUBMITTED} by the student or {@link SessionState#FINALISED} by
 *     the server
 * @param answers how many questions have an answer with something in it
 * @param sha256 fingerprint of the answers, see {@link AnswerSheetHash}
 */
public record Receipt(
    UUID sessionId,
    Instant submittedAt,
    SessionState state,
    int answers,
    String sha256,
    String resultUrl) {

  static Receipt of(UUID sessionId, Instant at, SessionState state, int answers, String sha256) {
    return new Receipt(sessionId, at, state, answers, sha256, "/sessions/" + sessionId + "/result");
  }
}
