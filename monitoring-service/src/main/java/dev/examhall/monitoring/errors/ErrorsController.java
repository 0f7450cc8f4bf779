package dev.examhall.monitoring.errors;

import dev.examhall.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** Errors for operators; and where browsers report theirs. */
@RestController
final class ErrorsController {

  private final ErrorGroups groups;

  ErrorsController(ErrorGroups groups) {
    this.groups = groups;
  }

  /** What a page's script sends. */
  record Report(
      @NotNull @Size(max = 200) String type,
      @NotNull @Size(max = 4_000) String message,
      @Nullable @Size(max = 20_000) String stack,
      @NotNull @Size(max = 1_000) String page,
      @Nullable @Size(max = 200) String release) {}

  record GroupWithEvents(ErrorGroup group, List<ErrorEvent> events) {}

  @GetMapping("/api/v1/errors")
  Mono<List<ErrorGroup>> list(
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String service,
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit) {
    return groups.list(status(status), service, before, limit).collectList();
  }

  private static ErrorGroup.@Nullable Status status(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    try {
      return ErrorGroup.Status.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "status is open, resolved or ignored", unknown);
    }
  }

  @GetMapping("/api/v1/errors/{fingerprint}")
  Mono<GroupWithEvents> find(@PathVariable String fingerprint) {
    return groups
        .find(fingerprint)
        .flatMap(
            group ->
                groups
                    .events(fingerprint)
                    .collectList()
                    .map(events -> new GroupWithEvents(group, events)))
        .switchIfEmpty(Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }

  @PutMapping("/api/v1/errors/{fingerprint}/resolution")
  Mono<ErrorGroup> resolve(
      @PathVariable String fingerprint, @AuthenticationPrincipal Caller caller) {
    return decide(fingerprint, ErrorGroup.Status.RESOLVED, caller);
  }

  @PutMapping("/api/v1/errors/{fingerprint}/ignoring")
  Mono<ErrorGroup> ignore(
      @PathVariable String fingerprint, @AuthenticationPrincipal Caller caller) {
    return decide(fingerprint, ErrorGroup.Status.IGNORED, caller);
  }

  /** Opens it again. */
  @DeleteMapping({
    "/api/v1/errors/{fingerprint}/resolution",
    "/api/v1/errors/{fingerprint}/ignoring"
  })
  Mono<ErrorGroup> open(@PathVariable String fingerprint, @AuthenticationPrincipal Caller caller) {
    return decide(fingerprint, ErrorGroup.Status.OPEN, caller);
  }

  private Mono<ErrorGroup> decide(String fingerprint, ErrorGroup.Status status, Caller caller) {
    String operator = caller instanceof Caller.Person person ? person.name() : "service";
    return groups
        .decide(fingerprint, status, operator)
        .switchIfEmpty(Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }

  @PostMapping("/api/v1/browser-errors")
  Mono<ResponseEntity<Void>> fromBrowser(@Valid @RequestBody Report report) {
    return groups
        .addFromBrowser(
            new ErrorGroups.BrowserError(
                report.type(),
                report.message(),
                report.stack() == null ? "" : report.stack(),
                report.page(),
                report.release()))
        .map(
            taken ->
                ResponseEntity.status(taken ? HttpStatus.ACCEPTED : HttpStatus.TOO_MANY_REQUESTS)
                    .build());
  }
}
