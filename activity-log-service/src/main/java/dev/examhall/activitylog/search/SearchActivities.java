package dev.examhall.activitylog.search;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds activities for somebody, and notes in the log that they were read, and by whom. */
@Component
public final class SearchActivities {

  private final ActivitySearchRepository repository;
  private final ActivityLog log;

  SearchActivities(ActivitySearchRepository repository, ActivityLog log) {
    this.repository = repository;
    this.log = log;
  }

  /** Emits one page. */
  public Mono<ActivityPage> search(ActivityQuery query, Caller reader) {
    return repository
        .find(query)
        .collectList()
        .map(found -> page(query, found))
        .doOnNext(page -> note(query, reader, page.items().size()));
  }

  private static ActivityPage page(ActivityQuery query, List<Activity> found) {
    if (found.size() <= query.limit()) {
      return new ActivityPage(found, null);
    }
    List<Activity> items = found.subList(0, query.limit());
    return new ActivityPage(List.copyOf(items), Cursor.after(items.getLast().id()));
  }

  private void note(ActivityQuery query, Caller reader, int found) {
    Map<String, Object> details = new LinkedHashMap<>();
    put(details, "actor", query.actor());
    put(details, "object", query.object());
    put(details, "exam", query.exam());
    put(details, "session", query.session());
    put(details, "verb", query.verb());
    put(details, "words", query.words());
    details.put("found", found);
    log.userAction(actor(reader), "activities-read", new ObjectRef("activities", "log"), details);
  }

  private static void put(Map<String, Object> details, String name, @Nullable Object value) {
    if (value != null) {
      details.put(name, value.toString());
    }
  }

  private static Actor actor(Caller reader) {
    return switch (reader) {
      case Caller.Person person -> new Actor("person", person.id(), person.name());
      case Caller.Service service -> new Actor("service", service.id(), null);
      case Caller.Visitor ignored -> new Actor("visitor", "visitor", null);
    };
  }
}
