package dev.examhall.examrender.page;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.identity.Caller;
import dev.examhall.identity.Role;
import dev.examhall.observability.activity.ActivityLog;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What pages for teachers and proctors share: who looks, that it is noted, and the times. */
@Component
final class TeacherPages {

  private final PageRenderer pages;
  private final PageTimes times;
  private final ActivityLog activities;

  TeacherPages(PageRenderer pages, PageTimes times, ActivityLog activities) {
    this.pages = pages;
    this.times = times;
    this.activities = activities;
  }

  /** Whether the caller sees answers, keys and results, and not just clocks. */
  static boolean teaches(Caller caller) {
    return caller instanceof Caller.Person person
        && (person.is(Role.TEACHER) || person.is(Role.HEAD_TEACHER) || person.is(Role.OPERATOR));
  }

  /**
   * Renders a page with {@code person}, {@code teaches} and {@code times} besides the model.
   *
   * @param model by view; null values are left out
   */
  Mono<ResponseEntity<byte[]>> show(
      String page,
      HttpStatusCode status,
      Caller caller,
      HttpHeaders headers,
      Function<PageView, Map<String, ? extends @Nullable Object>> model) {
    viewed(caller, page);
    return pages.render(
        page,
        status,
        headers,
        view -> {
          Map<String, Object> all = new HashMap<>();
          model
              .apply(view)
              .forEach(
                  (name, value) -> {
                    if (value != null) {
                      all.put(name, value);
                    }
                  });
          all.put("person", caller instanceof Caller.Person person ? person.name() : "");
          all.put("teaches", teaches(caller));
          all.put("times", times);
          return all;
        });
  }

  /** Sends the browser on after a form. */
  static ResponseEntity<byte[]> seeOther(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create(path))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private void viewed(Caller caller, String page) {
    if (caller instanceof Caller.Person person) {
      activities.userAction(
          new Actor("person", person.id(), person.name()),
          "page-viewed",
          new ObjectRef("page", page),
          Map.of());
    }
  }
}
