package dev.examhall.observability.errors;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for which route an exception was thrown, until it is logged; and which exceptions were
 * reported, so that one that is logged twice on its way is reported once. It holds a few, and none
 * longer than somebody else does.
 */
final class FailedRequests {

  private static final int HELD = 256;

  private record Seen(Reference<Throwable> failure, String route) {}

  private final Deque<Seen> routes = new ArrayDeque<>();
  private final Deque<Reference<Throwable>> reported = new ArrayDeque<>();

  synchronized void failed(Throwable failure, String route) {
    if (routes.size() == HELD) {
      routes.removeFirst();
    }
    routes.addLast(new Seen(new WeakReference<>(failure), route));
  }

  synchronized @Nullable String routeOf(Throwable failure) {
    for (Iterator<Seen> newest = routes.descendingIterator(); newest.hasNext(); ) {
      Seen seen = newest.next();
      if (isIn(failure, seen.failure.get())) {
        return seen.route;
      }
    }
    return null;
  }

  /** Whether it, or what caused it, was not reported before; it is from now on. */
  synchronized boolean reportFirst(Throwable failure) {
    for (Reference<Throwable> known : reported) {
      Throwable before = known.get();
      if (isIn(failure, before) || (before != null && isIn(before, failure))) {
        return false;
      }
    }
    if (reported.size() == HELD) {
      reported.removeFirst();
    }
    reported.addLast(new WeakReference<>(failure));
    return true;
  }

  private static boolean isIn(Throwable failure, @Nullable Throwable wanted) {
    int depth = 0;
    for (@Nullable Throwable one = failure; one != null && depth < 20; one = one.getCause()) {
      if (one == wanted) {
        return true;
      }
      depth++;
    }
    return false;
  }
}
