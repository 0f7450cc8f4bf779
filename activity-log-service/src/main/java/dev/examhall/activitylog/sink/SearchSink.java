package dev.examhall.activitylog.sink;

import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Brings activities into a search engine, in a consumer group of its own: when the engine is away
 * they wait in Kafka, and the log itself goes on.
 */
public final class SearchSink implements EventHandler<ActivityRecorded> {

  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final BulkClient client;
  private final Counter indexed;
  private volatile boolean prepared;

  SearchSink(BulkClient client, MeterRegistry meters) {
    this.client = client;
    this.indexed = meters.counter("examhall.activities.indexed");
  }

  @Override
  public Mono<Void> handle(List<IncomingEvent<ActivityRecorded>> events) {
    return events.isEmpty()
        ? Mono.empty()
        : prepare()
            .then(Mono.defer(() -> client.index(events.stream().map(IncomingEvent::data).toList())))
            .flatMap(statuses -> settle(events, statuses));
  }

  private Mono<Void> prepare() {
    return prepared
        ? Mono.empty()
        : client.prepare().then(Mono.fromRunnable(() -> prepared = true));
  }

  private Mono<Void> settle(List<IncomingEvent<ActivityRecorded>> events, List<Integer> statuses) {
    if (statuses.size() != events.size()) {
      return Mono.error(
          new IllegalStateException(
              "the search engine answered for %d of %d activities"
                  .formatted(statuses.size(), events.size())));
    }
    if (statuses.stream().anyMatch(SearchSink::isPassing)) {
      // The whole batch again: what is in already becomes the same document.
      return Mono.error(new IllegalStateException("the search engine cannot take it just now"));
    }
    for (int i = 0; i < events.size(); i++) {
      if (statuses.get(i) >= BAD_REQUEST) {
        return Mono.error(new EventRefusedException(events.get(i), "not-indexable"));
      }
    }
    indexed.increment(events.size());
    return Mono.empty();
  }

  private static boolean isPassing(int status) {
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
  }

  /** Deletes what names a person. */
  public Mono<Void> forget(String person) {
    return client.forget(person);
  }
}
