package dev.examhall.activitylog.search;

import dev.examhall.activitylog.search.ActivityQuery.Parsed;
import dev.examhall.identity.Caller;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
final class ActivitiesController {

  private static final int RECENT = 50;

  private final SearchActivities search;

  ActivitiesController(SearchActivities search) {
    this.search = search;
  }

  @GetMapping(path = "/api/v1/activities", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ActivityPage> activities(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    return switch (ActivityQuery.parse(parameters)) {
      case Parsed.Valid valid -> search.search(valid.query(), caller);
      case Parsed.Invalid invalid -> Mono.error(new UnreadableQueryException(invalid));
    };
  }

  @GetMapping(path = "/api/v1/activities/recent", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ActivityPage> recent(
      @RequestParam Map<String, String> parameters, @AuthenticationPrincipal Caller caller) {
    String actor = parameters.getOrDefault("actor", "").strip();
    if (actor.isEmpty()) {
      return Mono.error(
          new UnreadableQueryException(new Parsed.Invalid("actor", "whose activities?")));
    }
    return search
        .search(ActivityQuery.ofActor(actor, RECENT), caller)
        .map(page -> new ActivityPage(page.items(), null));
  }

  @GetMapping("/v3/api-docs")
  ResponseEntity<Resource> description() {
    return ResponseEntity.ok()
        .contentType(new MediaType("application", "yaml"))
        .body(new ClassPathResource("openapi.yaml"));
  }
}
