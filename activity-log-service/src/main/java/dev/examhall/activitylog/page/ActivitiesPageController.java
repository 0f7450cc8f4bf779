package dev.examhall.activitylog.page;

import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.activitylog.deadletter.ReplayDeadLetters;
import dev.examhall.activitylog.integrity.CheckIntegrity;
import dev.examhall.activitylog.rights.AccessRefusedException;
import dev.examhall.activitylog.search.ActivityQuery;
import dev.examhall.activitylog.search.ActivityQuery.Parsed;
import dev.examhall.activitylog.search.SearchActivities;
import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /activities}: search, and one session's timeline. */
@RestController
final class ActivitiesPageController {

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");

  private final SearchActivities search;
  private final CheckIntegrity check;
  private final ReplayDeadLetters letters;
  private final ActivitiesPage page;

  ActivitiesPageController(
      SearchActivities search,
      CheckIntegrity check,
      ReplayDeadLetters letters,
      ActivitiesPage page) {
    this.search = search;
    this.check = check;
    this.letters = letters;
    this.page = page;
  }

  @GetMapping("/activities")
  Mono<ResponseEntity<byte[]>> activities(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    boolean operator = caller instanceof Caller.Person person && person.is(Role.OPERATOR);
    return switch (ActivityQuery.parse(parameters)) {
      case Parsed.Valid valid ->
          search
              .search(valid.query(), caller)
              .map(found -> html(HttpStatus.OK, ActivitiesView.found(parameters, found, operator)))
              .onErrorResume(
                  AccessRefusedException.class,
                  refused ->
                      Mono.just(
                          html(
                              HttpStatus.FORBIDDEN,
                              ActivitiesView.unreadable(
                                  parameters, String.valueOf(refused.getMessage()), operator))));
      case Parsed.Invalid invalid ->
          Mono.just(
              html(
                  HttpStatus.BAD_REQUEST,
                  ActivitiesView.unreadable(
                      parameters, invalid.parameter() + ": " + invalid.explanation(), operator)));
    };
  }

  /** One session from its beginning on. */
  @GetMapping("/activities/sessions/{session}")
  Mono<ResponseEntity<byte[]>> timeline(
      @PathVariable String session,
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    MultiValueMap<String, String> of = new LinkedMultiValueMap<>(parameters);
    of.set("session", session);
    of.set("order", "oldest");
    return activities(of, caller);
  }

  @GetMapping("/activities/integrity")
  Mono<ResponseEntity<byte[]>> integrity(
      @RequestParam Map<String, String> parameters, @AuthenticationPrincipal Caller caller) {
    Mono<Optional<ChainReport>> report =
        parameters.containsKey("check")
            ? check.check(caller, null, null).map(Optional::of)
            : Mono.just(Optional.empty());
    return report
        .flatMap(
            found ->
                letters
                    .waiting(caller)
                    .map(
                        waiting ->
                            new IntegrityView(
                                found.orElse(null), waiting, parameters.get("replayed"), null))
                    .onErrorResume(
                        KafkaException.class,
                        away ->
                            Mono.just(
                                new IntegrityView(
                                    found.orElse(null),
                                    List.of(),
                                    null,
                                    "Kafka: " + away.getMessage()))))
        .map(view -> html(HttpStatus.OK, page.render(view)));
  }

  @PostMapping("/activities/integrity/replay")
  Mono<ResponseEntity<Void>> replay(@AuthenticationPrincipal Caller caller) {
    return letters
        .replay(caller)
        .map(
            count ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(URI.create("/activities/integrity?replayed=" + count))
                    .build());
  }

  private ResponseEntity<byte[]> html(HttpStatus status, ActivitiesView view) {
    return html(status, page.render(view));
  }

  private ResponseEntity<byte[]> html(HttpStatus status, byte[] html) {
    return ResponseEntity.status(status)
        .contentType(HTML)
        .cacheControl(CacheControl.noStore())
        .header("Content-Security-Policy", page.contentSecurityPolicy())
        .body(html);
  }
}
