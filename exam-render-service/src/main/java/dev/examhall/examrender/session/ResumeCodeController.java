package dev.examhall.examrender.session;

import java.time.Clock;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tells students the code by which they can go on with another device. */
@RestController
class ResumeCodeController {

  private final SessionRepository sessions;
  private final ShowResumeCode show;
  private final Clock clock;

  ResumeCodeController(SessionRepository sessions, ShowResumeCode show, Clock clock) {
    this.sessions = sessions;
    this.show = show;
    this.clock = clock;
  }

  @GetMapping("/api/v1/sessions/{id}/resume-code")
  Mono<ResponseEntity<ResumeCode>> code(@PathVariable String id, StudentToken token) {
    UUID sessionId = SessionAddress.sessionId(id);
    return sessions
        .find(sessionId, token, clock.instant())
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .flatMap(row -> show.of(sessionId))
        .map(
            code ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .body(new ResumeCode(code)));
  }

  /** The code in two halves. */
  record ResumeCode(String code) {}
}
