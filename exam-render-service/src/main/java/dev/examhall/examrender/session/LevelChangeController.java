package dev.examhall.examrender.session;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.media.MediaCookies;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Easier and harder, in mid-test. */
@RestController
class LevelChangeController {

  private final ChangeLevel changeLevel;
  private final MediaCookies mediaCookies;

  LevelChangeController(ChangeLevel changeLevel, MediaCookies mediaCookies) {
    this.changeLevel = changeLevel;
    this.mediaCookies = mediaCookies;
  }

  @PostMapping("/api/v1/sessions/{id}/level-changes")
  Mono<ResponseEntity<LevelChange>> change(
      @PathVariable String id,
      StudentToken token,
      @RequestBody LevelChangeInput input,
      ServerWebExchange exchange) {
    return changeLevel
        .change(SessionAddress.sessionId(id), token, input.checked())
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case ChangeLevel.Outcome.Moved moved ->
                      ResponseEntity.ok()
                          .header(
                              HttpHeaders.SET_COOKIE,
                              mediaCookies
                                  .opening(
                                      List.of(moved.examId()), BrowserConnection.isSecure(exchange))
                                  .toString())
                          .body(LevelChange.to(moved));
                  case ChangeLevel.Outcome.AtTheEnd ignored -> ResponseEntity.ok(LevelChange.NONE);
                  case ChangeLevel.Outcome.NotAllowed ignored ->
                      throw new ProblemException(
                          ProblemKind.LEVEL_NOT_CHANGED,
                          "This exam has one level, or its clock does not run.");
                });
  }

  /**
   * What became of it.
   *
   * @param moved false at the easiest and the hardest level, where everything stays as it is
   * @param url where the student goes on
   */
  record LevelChange(boolean moved, @Nullable String sessionId, @Nullable String url) {

    static final LevelChange NONE = new LevelChange(false, null, null);

    static LevelChange to(ChangeLevel.Outcome.Moved moved) {
      String id = moved.sessionId().toString();
      return new LevelChange(true, id, "/sessions/" + id);
    }
  }

  /** The body of the wish. */
  record LevelChangeInput(ChangeLevel.@Nullable Direction direction) {

    ChangeLevel.Direction checked() {
      if (direction == null) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST, "'direction' must be EASIER or HARDER.");
      }
      return direction;
    }
  }
}
