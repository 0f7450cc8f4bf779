package dev.examhall.eventdelivery.spool;

import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.publishing.EncodedEvent;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings entries to Kafka in their order, a round at a time. An entry is acknowledged only when
 * Kafka's callback says so for it and for all before it; after a failure the rest comes again.
 */
final class SpoolDrain implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);

  private static final int ROUND_ENTRIES = 500;
  private static final long ROUND_BYTES = 1 << 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /**
   * After a small round: what it sends is safe on disk, and many in one batch cost Kafka little
   * more than one.
   */
  private static final Duration GATHERING = Duration.ofMillis(20);

  private final SpoolStore store;
  private final EventPublisher publisher;
  private final MeterRegistry meters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean work;
  private volatile @Nullable Long finishBy;
  private boolean outage;

  SpoolDrain(SpoolStore store, EventPublisher publisher, MeterRegistry meters) {
    this.store = store;
    this.publisher = publisher;
    this.meters = meters;
  }

  private sealed interface Round {
    record Idle() implements Round {}

    record Delivered(boolean full) implements Round {}

    record Failed(Throwable reason) implements Round {}
  }

  private record Sent(SpoolEntry entry, @Nullable String topic, CompletableFuture<Void> done) {}

  /** There may be something to do. */
  void wake() {
    lock.lock();
    try {
      work = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Empties the spool for that long at most, as long as Kafka takes it, and ends. */
  void finish(Duration atMost) {
    finishBy = System.nanoTime() + atMost.toNanos();
    wake();
  }

  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        Round round = round();
        Long deadline = finishBy;
        if (deadline != null
            && (!(round instanceof Round.Delivered) || System.nanoTime() > deadline)) {
          return;
        }
        switch (round) {
          case Round.Delivered delivered -> {
            pause = FIRST_PAUSE;
            if (!delivered.full()) {
              await(GATHERING, false);
            }
          }
          case Round.Idle ignored -> await(IDLE, true);
          case Round.Failed failed -> {
            noteOutage(failed.reason());
            await(pause, false);
            pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
          }
        }
      }
    } catch (InterruptedException e) {
      log.debug("The spool's drain was asked to end", e);
    }
  }

  private Round round() throws InterruptedException {
    try {
      List<SpoolEntry> entries = store.read(ROUND_ENTRIES, ROUND_BYTES);
      return entries.isEmpty() ? new Round.Idle() : acknowledge(send(entries));
    } catch (IOException | RuntimeException e) {
      return new Round.Failed(e);
    }
  }

  private List<Sent> send(List<SpoolEntry> entries) {
    List<Sent> sent = new ArrayList<>(entries.size());
    for (SpoolEntry entry : entries) {
      Sent attempt = send(entry);
      sent.add(attempt);
      if (attempt.done().isCompletedExceptionally()
          && !EventPublisher.isHopeless(attempt.done().exceptionNow())) {
        // What comes after it would overtake it.
        break;
      }
    }
    return sent;
  }

  private Sent send(SpoolEntry entry) {
    try {
      EncodedEvent event = EventCodec.read(entry.payload());
      return new Sent(entry, event.topic(), publisher.send(event));
    } catch (IOException e) {
      log.error("An entry of the spool cannot be read and is left out", e);
      meters
          .counter(
              EventDeliveryMetric.UNDELIVERABLE.id(), "channel", "spool", "reason", "unreadable")
          .increment();
      return new Sent(entry, null, CompletableFuture.completedFuture(null));
    }
  }

  private Round acknowledge(List<Sent> sent) throws InterruptedException, IOException {
    SpoolPosition delivered = null;
    Throwable failure = null;
    Map<String, Integer> published = new HashMap<>();
    for (Sent attempt : sent) {
      failure = outcome(attempt, published);
      if (failure != null) {
        break;
      }
      delivered = attempt.entry().end();
    }
    published.forEach(
        (topic, count) ->
            meters
                .counter(EventDeliveryMetric.PUBLISHED.id(), "channel", "spool", "topic", topic)
                .increment(count));
    if (delivered != null) {
      store.acknowledge(delivered);
    }
    if (failure != null) {
      return new Round.Failed(failure);
    }
    if (outage) {
      outage = false;
      log.info("Kafka takes events again");
    }
    return new Round.Delivered(sent.size() == ROUND_ENTRIES);
  }

  private @Nullable Throwable outcome(Sent attempt, Map<String, Integer> published)
      throws InterruptedException {
    try {
      attempt.done().get();
      if (attempt.topic() != null) {
        published.merge(attempt.topic(), 1, Integer::sum);
      }
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (!EventPublisher.isHopeless(cause)) {
        return cause;
      }
      log.error(
          "Kafka will never take an event of topic {}: it is left out", attempt.topic(), cause);
      meters
          .counter(
              EventDeliveryMetric.UNDELIVERABLE.id(),
              "channel",
              "spool",
              "reason",
              cause.getClass().getSimpleName())
          .increment();
      return null;
    }
  }

  private void noteOutage(Throwable reason) {
    if (!outage) {
      outage = true;
      log.warn("Kafka takes no events, they wait on disk: {}", reason.toString());
    }
  }

  private void await(Duration atMost, boolean untilWoken) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (nanos > 0 && finishBy == null && !(untilWoken && work)) {
        nanos = woken.awaitNanos(nanos);
      }
      work = false;
    } finally {
      lock.unlock();
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
