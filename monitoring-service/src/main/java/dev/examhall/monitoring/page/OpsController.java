package dev.examhall.monitoring.page;

import dev.examhall.identity.Caller;
import dev.examhall.monitoring.errors.ErrorBoard;
import dev.examhall.monitoring.errors.ErrorGroup;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The operators' pages: what happens now, and errors. */
@RestController
final class OpsController {

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");
  private static final int SHOWN = 100;

  private final OpsPages pages;
  private final OpsFeed feed;
  private final ErrorBoard errors;

  OpsController(OpsPages pages, OpsFeed feed, ErrorBoard errors) {
    this.pages = pages;
    this.feed = feed;
    this.errors = errors;
  }

  @GetMapping("/ops")
  ResponseEntity<byte[]> ops() {
    return page(HttpStatus.OK, pages.ops());
  }

  @GetMapping(path = "/ops/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<ServerSentEvent<Object>> events() {
    return feed.events();
  }

  @GetMapping("/ops/errors")
  Mono<ResponseEntity<byte[]>> errors(@RequestParam(defaultValue = "open") String status) {
    return errors
        .list(status(status), SHOWN)
        .collectList()
        .map(groups -> page(HttpStatus.OK, pages.errors(groups, status.toLowerCase(Locale.ROOT))));
  }

  private static ErrorGroup.@Nullable Status status(String name) {
    if (name.equalsIgnoreCase("all")) {
      return null;
    }
    try {
      return ErrorGroup.Status.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "unknown status", unknown);
    }
  }

  @GetMapping("/ops/errors/{fingerprint}")
  Mono<ResponseEntity<byte[]>> error(@PathVariable String fingerprint) {
    return errors
        .find(fingerprint)
        .flatMap(
            group ->
                errors
                    .events(fingerprint)
                    .collectList()
                    .map(events -> page(HttpStatus.OK, pages.error(group, events))))
        .switchIfEmpty(Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }

  @PostMapping("/ops/errors/{fingerprint}")
  Mono<ResponseEntity<Void>> decide(
      @PathVariable String fingerprint,
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller) {
    return exchange
        .getFormData()
        .map(form -> String.valueOf(form.getFirst("status")))
        .flatMap(
            wanted -> {
              ErrorGroup.Status status = status(wanted);
              if (status == null) {
                return Mono.error(new ResponseStatusException(HttpStatus.BAD_REQUEST));
              }
              return errors.decide(
                  fingerprint,
                  status,
                  caller instanceof Caller.Person person ? person.name() : "service");
            })
        .map(
            group ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(URI.create("/ops/errors/" + group.fingerprint()))
                    .<Void>build())
        .switchIfEmpty(Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }

  private ResponseEntity<byte[]> page(HttpStatus status, byte[] html) {
    return ResponseEntity.status(status)
        .contentType(HTML)
        .cacheControl(CacheControl.noStore())
        .headers(
            headers ->
                Map.of("Content-Security-Policy", pages.contentSecurityPolicy())
                    .forEach(headers::set))
        .body(html);
  }
}
