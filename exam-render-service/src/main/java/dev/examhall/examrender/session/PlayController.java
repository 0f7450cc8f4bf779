package dev.examhall.examrender.session;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Listening: which track is heard how often, and how far. */
@RestController
@RequestMapping("/api/v1/sessions/{id}/plays")
class PlayController {

  private final PlayTrack playTrack;

  PlayController(PlayTrack playTrack) {
    this.playTrack = playTrack;
  }

  @PostMapping
  Mono<PlayTrack.Outcome.Granted> begin(
      @PathVariable String id, StudentToken token, @RequestBody PlayInput input) {
    UUID play = input.play();
    UUID track = input.trackId();
    return playTrack
        .begin(
            SessionAddress.sessionId(id), token, track, play, Boolean.TRUE.equals(input.offline()))
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case PlayTrack.Outcome.Granted granted -> granted;
                  case PlayTrack.Outcome.Spent spent ->
                      throw new ProblemException(
                          ProblemKind.NO_PLAYS_LEFT,
                          "This track may be heard %d times, and was.".formatted(spent.limit()),
                          Map.of("used", spent.used(), "limit", spent.limit()));
                  case PlayTrack.Outcome.NotNow notNow ->
                      throw new ProblemException(
                          notNow.state().isOver()
                              ? ProblemKind.SESSION_OVER
                              : ProblemKind.CLOCK_NOT_STARTED,
                          "Tracks can be heard while the clock runs.");
                  case PlayTrack.Outcome.Unknown ignored ->
                      throw new ProblemException(
                          ProblemKind.NOT_FOUND, "This exam has no such track.");
                });
  }

  @PutMapping("/{playId}")
  Mono<ResponseEntity<Void>> move(
      @PathVariable String id,
      @PathVariable UUID playId,
      StudentToken token,
      @RequestBody PlayPositionInput input) {
    return playTrack
        .move(
            SessionAddress.sessionId(id),
            token,
            playId,
            input.checkedSeconds(),
            Boolean.TRUE.equals(input.ended()))
        .filter(known -> known)
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(
                        ProblemKind.NOT_FOUND, "There is no such play in this session.")))
        .thenReturn(ResponseEntity.noContent().<Void>build());
  }

  /** The body of a play that begins. */
  record PlayInput(@Nullable UUID id, @Nullable UUID track, @Nullable Boolean offline) {

    UUID play() {
      return checked(id);
    }

    UUID trackId() {
      return checked(track);
    }

    private static UUID checked(@Nullable UUID value) {
      if (value == null) {
        throw malformed("'id' (made by the page) and 'track' must be UUIDs.");
      }
      return value;
    }
  }

  /** The body of a play that goes on. */
  record PlayPositionInput(@Nullable Double positionSeconds, @Nullable Boolean ended) {

    private static final double LONGEST_SECONDS = 24 * 3600.0;

    double checkedSeconds() {
      if (positionSeconds == null
          || !(positionSeconds >= 0 && positionSeconds <= LONGEST_SECONDS)) {
        throw malformed("'positionSeconds' must be a number from 0 to 86400.");
      }
      return positionSeconds;
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemKind.MALFORMED_REQUEST, detail);
  }
}
