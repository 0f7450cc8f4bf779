package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.session.TimeChangeController.GroupResult;
import dev.examhall.examrender.session.TimeChangeController.TimeChangeInput;
import dev.examhall.identity.Caller;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The live board, for those who watch exams. */
@RestController
@RequestMapping("/api/v1/sessions/live")
class LiveController {

  private static final Logger log = LoggerFactory.getLogger(LiveController.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int MOST_AT_ONCE = 200;

  private final LiveBoard board;
  private final ChangeTime changeTime;

  LiveController(LiveBoard board, ChangeTime changeTime) {
    this.board = board;
    this.changeTime = changeTime;
  }

  @GetMapping
  Mono<LiveBoard.Change> now(@AuthenticationPrincipal Caller caller) {
    return board.now(ExamScope.watchedBy(caller));
  }

  @GetMapping(
      path = "/events",
      produces = {MediaType.TEXT_EVENT_STREAM_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
  ResponseEntity<Flux<ServerSentEvent<LiveBoard.Change>>> events(
      @AuthenticationPrincipal Caller caller) {
    Flux<ServerSentEvent<LiveBoard.Change>> changes =
        board
            .follow(ExamScope.watchedBy(caller))
            .map(change -> ServerSentEvent.builder(change).event("board").build())
            .onErrorResume(
                failure -> {
                  // the page connects again
                  log.atInfo()
                      .addKeyValue("reason", failure.toString())
                      .log("A board's stream ended");
                  return Mono.empty();
                });
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(
            changes.publish(
                all -> Flux.merge(all, heartbeats().takeUntilOther(all.ignoreElements()))));
  }

  /** While the database does not answer there are no changes; the stream is there all the same. */
  private static Flux<ServerSentEvent<LiveBoard.Change>> heartbeats() {
    return Flux.interval(HEARTBEAT)
        .onBackpressureDrop()
        .map(beat -> ServerSentEvent.<LiveBoard.Change>builder().comment("").build());
  }

  @PostMapping("/time-changes")
  Mono<GroupResult> change(
      @RequestBody LiveTimeChange input, @AuthenticationPrincipal Caller caller) {
    return changeTime
        .changeSome(input.ids(), input.change().checked(caller), ExamScope.watchedBy(caller))
        .collectList()
        .map(TimeChangeController::groupResult);
  }

  /** The body of a change for some sessions. */
  record LiveTimeChange(
      @Nullable List<UUID> sessions,
      TimeChange.@Nullable Kind kind,
      @Nullable Integer seconds,
      @Nullable String reason) {

    TimeChangeInput change() {
      return new TimeChangeInput(kind, seconds, reason);
    }

    List<UUID> ids() {
      if (sessions == null || sessions.isEmpty() || sessions.size() > MOST_AT_ONCE) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST,
            "'sessions' must list the ids of 1 to %d sessions.".formatted(MOST_AT_ONCE));
      }
      return sessions.stream().distinct().toList();
    }
  }
}
