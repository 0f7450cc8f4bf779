package dev.examhall.cacheclient;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Ends what takes too long, a little late: one look at all that is under way every few
 * milliseconds. A timer for each call wakes another thread for each call.
 */
final class Deadlines implements DisposableBean {

  private static final long LOOK_MILLIS = 20;

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final Disposable looking =
      Schedulers.parallel()
          .schedulePeriodically(this::endLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);

  /** The same, or a {@link TimeoutException} when it takes longer. */
  <T> Mono<T> within(Duration longest, Mono<T> work) {
    return Mono.create(
        sink -> {
          Waiting one = new Waiting(sink::error, Disposables.swap(), System.nanoTime(), longest);
          waiting.add(one);
          sink.onDispose(
              () -> {
                waiting.remove(one);
                one.work.dispose();
              });
          one.work.update(
              work.subscribe(
                  sink::success, sink::error, sink::success, Context.of(sink.contextView())));
        });
  }

  private void endLate() {
    long now = System.nanoTime();
    for (Waiting one : waiting) {
      if (now - one.began > one.longest.toNanos() && waiting.remove(one)) {
        one.end.accept(new TimeoutException("no answer within " + one.longest));
      }
    }
  }

  /** Each is equal to itself alone, as its parts are. */
  private record Waiting(
      Consumer<Throwable> end, Disposable.Swap work, long began, Duration longest) {}

  @Override
  public void destroy() {
    looking.dispose();
  }
}
