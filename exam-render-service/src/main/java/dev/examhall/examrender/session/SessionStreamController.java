package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells an open page what happens to its clock, when it happens. */
@RestController
class SessionStreamController {

  private static final Logger log = LoggerFactory.getLogger(SessionStreamController.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final SessionRepository sessions;
  private final SessionChangesListener changes;
  private final OpenPages openPages;
  private final Clock clock;

  SessionStreamController(
      SessionRepository sessions,
      SessionChangesListener changes,
      OpenPages openPages,
      Clock clock) {
    this.sessions = sessions;
    this.changes = changes;
    this.openPages = openPages;
    this.clock = clock;
  }

  @GetMapping(
      path = "/api/v1/sessions/{id}/events",
      produces = {MediaType.TEXT_EVENT_STREAM_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  Mono<ResponseEntity<Flux<ServerSentEvent<SessionClock>>>> events(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Integer unsent,
      StudentToken token) {
    UUID sessionId = SessionAddress.sessionId(id);
    Integer said = OpenPages.checked(unsent);
    return read(sessionId, token)
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            known ->
                ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .cacheControl(CacheControl.noStore())
                    .header("X-Accel-Buffering", "no")
                    .body(stream(sessionId, token, said)));
  }

  private Flux<ServerSentEvent<SessionClock>> stream(
      UUID sessionId, StudentToken token, @Nullable Integer unsent) {
    return changes
        .changesOf(sessionId)
        .startWith(sessionId)
        .onBackpressureLatest()
        .concatMap(changed -> read(sessionId, token), 1)
        .takeUntil(state -> state.state().isOver())
        .doOnSubscribe(opened -> openPages.opened(sessionId, unsent))
        .doFinally(closed -> openPages.closed(sessionId))
        .map(state -> ServerSentEvent.builder(state).event("state").build())
        .publish(states -> Flux.merge(states, heartbeats().takeUntilOther(states.ignoreElements())))
        .onErrorResume(
            failure -> {
              // the page connects again, and polls until that works
              log.atInfo()
                  .addKeyValue("session_id", sessionId)
                  .addKeyValue("reason", failure.toString())
                  .log("A page's stream ended");
              return Mono.empty();
            });
  }

  private Mono<SessionClock> read(UUID sessionId, StudentToken token) {
    return Mono.defer(() -> sessions.clock(sessionId, token, clock.instant()));
  }

  private static Flux<ServerSentEvent<SessionClock>> heartbeats() {
    return Flux.interval(HEARTBEAT)
        .onBackpressureDrop()
        .map(beat -> ServerSentEvent.<SessionClock>builder().comment("").build());
  }
}
