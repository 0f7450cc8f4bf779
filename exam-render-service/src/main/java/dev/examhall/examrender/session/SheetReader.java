package dev.examhall.examrender.session;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Reads attempts for the exam page, always from the database and never from a cache. */
public interface SheetReader {

  /**
   * The attempt if the token is the one it was started with; empty for a made-up id and for
   * somebody else's session alike. Fails when the database cannot be asked.
   */
  Mono<SessionSheet> read(UUID sessionId, StudentToken token);
}
