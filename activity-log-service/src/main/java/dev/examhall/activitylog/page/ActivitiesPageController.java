package dev.examhall.activitylog.page;

import dev.examhall.activitylog.search.ActivityQuery;
import dev.examhall.activitylog.search.ActivityQuery.Parsed;
import dev.examhall.activitylog.search.SearchActivities;
import dev.examhall.identity.Caller;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /activities}: search, and one session's timeline. */
@RestController
final class ActivitiesPageController {

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");

  private final SearchActivities search;
  private final ActivitiesPage page;

  ActivitiesPageController(SearchActivities search, ActivitiesPage page) {
    this.search = search;
    this.page = page;
  }

  @GetMapping("/activities")
  Mono<ResponseEntity<byte[]>> activities(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    return switch (ActivityQuery.parse(parameters)) {
      case Parsed.Valid valid ->
          search
              .search(valid.query(), caller)
              .map(found -> html(HttpStatus.OK, ActivitiesView.found(parameters, found)));
      case Parsed.Invalid invalid ->
          Mono.just(
              html(
                  HttpStatus.BAD_REQUEST,
                  ActivitiesView.unreadable(
                      parameters, invalid.parameter(), invalid.explanation())));
    };
  }

  private ResponseEntity<byte[]> html(HttpStatus status, ActivitiesView view) {
    return ResponseEntity.status(status)
        .contentType(HTML)
        .cacheControl(CacheControl.noStore())
        .header("Content-Security-Policy", page.contentSecurityPolicy())
        .body(page.render(view));
  }
}
