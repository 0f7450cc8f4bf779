package dev.examhall.examrender.session;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Where a page asks to be the one that writes. */
@RestController
class WriterController {

  private final ClaimWriter claimWriter;

  WriterController(ClaimWriter claimWriter) {
    this.claimWriter = claimWriter;
  }

  @PostMapping("/api/v1/sessions/{id}/writer")
  Mono<ClaimWriter.Outcome.Granted> claim(
      @PathVariable String id, StudentToken token, @RequestBody ClaimInput input) {
    return claimWriter
        .claim(SessionAddress.sessionId(id), token, input.claim())
        .switchIfEmpty(Mono.error(SessionAddress::notFound))
        .map(
            outcome ->
                switch (outcome) {
                  case ClaimWriter.Outcome.Granted granted -> granted;
                  case ClaimWriter.Outcome.Elsewhere elsewhere ->
                      throw elsewhere(elsewhere.writer(), Map.of());
                });
  }

  /** 409: another page writes now. */
  static ProblemException elsewhere(int writer, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("writer", writer);
    return new ProblemException(
        ProblemKind.NOT_THE_WRITER,
        "The exam goes on in another window or on another device. An answer that came from here is"
            + " kept for your teacher; choose 'Continue here' to go on here.",
        properties);
  }

  /** The body of a claim. */
  record ClaimInput(
      @Nullable UUID page,
      @Nullable UUID device,
      @Nullable Integer known,
      @Nullable UUID replaces,
      @Nullable Boolean takeOver) {

    Writer.Claim claim() {
      if (page == null || device == null || known == null || known < 0) {
        throw new ProblemException(
            ProblemKind.MALFORMED_REQUEST,
            "'page' and 'device' (made by the page) must be UUIDs, 'known' a whole number from 0.");
      }
      return new Writer.Claim(page, device, known, replaces, Boolean.TRUE.equals(takeOver));
    }
  }
}
