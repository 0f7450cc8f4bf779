package dev.examhall.cache.invalidation;

import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Invalidations over HTTP. */
@RestController
@RequestMapping("/api/v1/cache/invalidations")
final class InvalidationController {

  private final Invalidations invalidations;

  InvalidationController(Invalidations invalidations) {
    this.invalidations = invalidations;
  }

  record Wanted(@Nullable List<String> patterns, @Nullable List<String> tags) {}

  record Done(String state, long epoch) {}

  record Scan(String id, String state, long deleted, String updatedAt) {}

  @PostMapping
  Mono<ResponseEntity<Object>> invalidate(@RequestBody Wanted wanted) {
    List<String> patterns = Objects.requireNonNullElse(wanted.patterns(), List.of());
    List<String> tags = Objects.requireNonNullElse(wanted.tags(), List.of());
    if (patterns.isEmpty() && tags.isEmpty()) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter("patterns", "name at least one pattern or tag"));
    }
    return invalidations
        .invalidate(patterns, tags)
        .flatMap(
            outcome -> {
              String id = outcome.scan();
              if (id == null) {
                return Mono.just(
                    ResponseEntity.ok().<Object>body(new Done("DONE", outcome.epoch())));
              }
              return scan(id)
                  .map(
                      state ->
                          ResponseEntity.accepted()
                              .location(URI.create("/api/v1/cache/invalidations/" + id))
                              .<Object>body(state));
            });
  }

  @GetMapping("/{id}")
  Mono<Scan> scan(@PathVariable String id) {
    return invalidations
        .scan(id)
        .map(
            state ->
                new Scan(
                    id,
                    state.getOrDefault("state", "UNKNOWN"),
                    Long.parseLong(state.getOrDefault("deleted", "0")),
                    state.getOrDefault("updatedAt", "")))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new RequestRefusedException(
                        new Refusal.NotFound(
                            "There is no invalidation by this id, or it ended an hour ago."))));
  }
}
