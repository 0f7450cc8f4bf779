package dev.examhall.activitylog.search;

import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityLog;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds activities for somebody, and notes in the log that they were read, and by whom. */
@Component
public final class SearchActivities {

  private final ActivitySearchRepository repository;
  private final DecideReading rights;
  private final ActivityLog log;

  SearchActivities(ActivitySearchRepository repository, DecideReading rights, ActivityLog log) {
    this.repository = repository;
    this.rights = rights;
    this.log = log;
  }

  /** Emits one page of what the reader may read. */
  public Mono<ActivityPage> search(ActivityQuery query, Caller reader) {
    return rights
        .reading(reader, "search", query.exam(), query.session())
        .flatMap(scope -> repository.find(query, scope).collectList())
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
    Map<String, Object> details = query.details();
    details.put("found", found);
    log.userAction(
        Callers.actor(reader), "activities-read", new ObjectRef("activities", "log"), details);
  }
}
