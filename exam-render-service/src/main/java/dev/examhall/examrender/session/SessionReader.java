package dev.examhall.examrender.session;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** The state of attempts, always from the database and never from a cache. */
public interface SessionReader {

  /**
   * The session if the token is the one it was started with; empty for a made-up id and for
   * somebody else's session alike. Fails when the database cannot be asked.
   */
  Mono<SessionView> read(UUID sessionId, StudentToken token);
}
