package dev.examhall.observability.measure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements of one run of an operation. */
final class QueryCount {

  private static final int SHOWN = 5;

  private final @Nullable QueryCount outer;
  private final Deque<String> last = new ArrayDeque<>();
  private int count;

  QueryCount(@Nullable QueryCount outer) {
    this.outer = outer;
  }

  void add(String statement) {
    synchronized (this) {
      count++;
      if (last.size() == SHOWN) {
        last.removeFirst();
      }
      last.addLast(statement);
    }
    if (outer != null) {
      outer.add(statement);
    }
  }

  synchronized int count() {
    return count;
  }

  /** At most five, oldest first. */
  synchronized List<String> last() {
    return List.copyOf(last);
  }
}
