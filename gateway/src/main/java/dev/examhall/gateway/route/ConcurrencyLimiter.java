package dev.examhall.gateway.route;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import dev.examhall.gateway.GatewayProperties.Overload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Lets a service work on as many requests at once as it can without queueing them itself. How many
 * that is follows from how long it takes to answer (Gradient2, by Netflix' concurrency-limits):
 * when answers take longer, fewer go in.
 *
 * <p>Who comes when all places are taken waits here, the most important first and then the
 * earliest, for a short time at most. Pages may only take a part of all places, and what nobody
 * waits for less, so that there is always one for a save.
 */
final class ConcurrencyLimiter {

  /** A service that has to say 503 often would otherwise look fast. */
  enum End {
    ANSWERED,
    TOO_SLOW,
    NO_ANSWER
  }

  private final Overload settings;
  private final Limit limit;
  private final LongSupplier nanoTime;
  private final Scheduler timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Priority, SequencedSet<Waiter>> waiting = new EnumMap<>(Priority.class);
  private int waiters;
  private int inFlight;

  /**
   * A limiter for one service.
   *
   * @param timer ends waiting
   * @param nanoTime a monotonic clock
   */
  ConcurrencyLimiter(Overload settings, Scheduler timer, LongSupplier nanoTime) {
    this.settings = settings;
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.limit =
        WindowedLimit.newBuilder()
            .minWindowTime(settings.window().toNanos(), TimeUnit.NANOSECONDS)
            .maxWindowTime(settings.window().toNanos(), TimeUnit.NANOSECONDS)
            .build(
                Gradient2Limit.newBuilder()
                    .initialLimit(settings.initial())
                    .minLimit(settings.least())
                    .maxConcurrency(settings.most())
                    .rttTolerance(settings.tolerance())
                    .build());
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new LinkedHashSet<>());
    }
  }

  /** There was no place in time. */
  static final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OverloadedException() {
      super("no place in time", null, false, false);
    }
  }

  /** A place; {@link #end} gives it back, once. */
  final class Place {

    private final long began = nanoTime.getAsLong();
    private final int withOthers;
    private boolean ended;

    private Place(int withOthers) {
      this.withOthers = withOthers;
    }

    void end(End how) {
      lock.lock();
      try {
        if (ended) {
          return;
        }
        ended = true;
        inFlight--;
      } finally {
        lock.unlock();
      }
      if (how != End.NO_ANSWER) {
        limit.onSample(began, nanoTime.getAsLong() - began, withOthers, how == End.TOO_SLOW);
      }
      admit();
    }
  }

  private SequencedSet<Waiter> queue(Priority priority) {
    return Objects.requireNonNull(waiting.get(priority));
  }

  /** Waits while it is in its queue; whoever takes it out decides how that ends. */
  private final class Waiter {

    private final Priority priority;
    private final MonoSink<Place> sink;
    private final Disposable.Swap timing = Disposables.swap();
    private volatile @Nullable Place place;

    private Waiter(Priority priority, MonoSink<Place> sink) {
      this.priority = priority;
      this.sink = sink;
    }

    private void startTiming() {
      timing.update(
          timer.schedule(this::timeOut, settings.longestWait().toNanos(), TimeUnit.NANOSECONDS));
    }

    private void timeOut() {
      if (leave()) {
        sink.error(new OverloadedException());
      }
    }

    private void cancelled() {
      timing.dispose();
      if (!leave()) {
        Place given = place;
        if (given != null) {
          given.end(End.NO_ANSWER);
        }
      }
    }

    /** It no longer wants a place; whether it was still waiting for one. */
    private boolean leave() {
      lock.lock();
      try {
        boolean waited = queue(priority).remove(this);
        if (waited) {
          waiters--;
        }
        return waited;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * A place, as soon as there is one for this priority; an {@link OverloadedException} when there
   * is none in time.
   */
  Mono<Place> place(Priority priority) {
    return Mono.create(
        sink -> {
          Waiter waiter = new Waiter(priority, sink);
          if (!line(waiter)) {
            sink.error(new OverloadedException());
            return;
          }
          sink.onCancel(waiter::cancelled);
          admit();
          if (waiter.place == null) {
            waiter.startTiming();
          }
        });
  }

  /** A place if there is one at once and nobody waits for it; else null. */
  @Nullable Place placeAtOnce(Priority priority) {
    lock.lock();
    try {
      for (Priority before : Priority.values()) {
        if (before.compareTo(priority) <= 0 && !queue(before).isEmpty()) {
          return null;
        }
      }
      return inFlight < places(priority) ? new Place(inFlight++) : null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody would neither get a place nor be let wait for one. */
  boolean isFull(Priority priority) {
    lock.lock();
    try {
      return inFlight >= places(priority) && lineIsFull(priority);
    } finally {
      lock.unlock();
    }
  }

  private boolean lineIsFull(Priority priority) {
    return waiters >= settings.waiting() && priority != Priority.SAVE;
  }

  /** Puts it at its queue's end; false when too many wait already. */
  private boolean line(Waiter waiter) {
    lock.lock();
    try {
      if (lineIsFull(waiter.priority)) {
        return false;
      }
      queue(waiter.priority).add(waiter);
      waiters++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void admit() {
    List<Waiter> admitted = new ArrayList<>(1);
    lock.lock();
    try {
      for (Priority priority : Priority.values()) {
        SequencedSet<Waiter> queue = queue(priority);
        while (!queue.isEmpty() && inFlight < places(priority)) {
          Waiter next = queue.removeFirst();
          waiters--;
          next.place = new Place(inFlight++);
          admitted.add(next);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Waiter waiter : admitted) {
      waiter.timing.dispose();
      waiter.sink.success(waiter.place);
    }
  }

  /** How many may be at work when one of this priority goes in. */
  private int places(Priority priority) {
    int all = limit.getLimit();
    return switch (priority) {
      case SAVE -> all;
      case VIEW -> Math.max(1, (int) (all * settings.viewShare()));
      case BACKGROUND -> Math.max(1, (int) (all * settings.backgroundShare()));
    };
  }

  /** The places there are now. */
  int limit() {
    return limit.getLimit();
  }

  /** The places that are taken now. */
  int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** How long to stay away after there was no place. */
  Duration comeBackAfter() {
    return settings.longestWait().multipliedBy(2);
  }
}
