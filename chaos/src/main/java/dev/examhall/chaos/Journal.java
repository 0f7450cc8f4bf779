package dev.examhall.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All that happened: what was done, what was asked and answered, what must not have been. */
final class Journal {

  private static final int MANY = 200;

  /**
   * A fault that happened.
   *
   * @param healed when it was taken back and its target worked again; null while it did not
   */
  record Happened(Fault fault, Instant begun, @Nullable Instant healed) {

    boolean touches(Instant from, Instant to) {
      return begun.isBefore(to) && (healed == null || healed.isAfter(from));
    }

    /** How much of this time it takes. */
    Duration within(Instant from, Instant to) {
      Instant first = begun.isAfter(from) ? begun : from;
      Instant last = healed == null || healed.isAfter(to) ? to : healed;
      return Duration.between(first, last);
    }

    Duration lasted() {
      return Duration.between(begun, healed == null ? Instant.now() : healed);
    }
  }

  /**
   * How long a student could not save.
   *
   * @param fault which took the most of it
   */
  record Outage(String fault, Duration length) {}

  private final List<Happened> faults = new ArrayList<>();
  private final Map<String, Duration> outages = new TreeMap<>();
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  synchronized int begin(Fault fault) {
    faults.add(new Happened(fault, Instant.now(), null));
    return faults.size() - 1;
  }

  synchronized void healed(int place) {
    Happened before = faults.get(place);
    faults.set(place, new Happened(before.fault(), before.begun(), Instant.now()));
  }

  synchronized List<Happened> faults() {
    return List.copyOf(faults);
  }

  synchronized List<Happened> during(Instant from, Instant to) {
    return faults.stream().filter(each -> each.touches(from, to)).toList();
  }

  /** A student saved again. */
  synchronized void saved(Instant before, Instant now) {
    Duration gap = Duration.between(before, now);
    String during =
        during(before, now).stream()
            .max(Comparator.comparing(each -> each.within(before, now)))
            .map(each -> each.fault().target() + ' ' + each.fault().kind().word())
            .orElse("nothing");
    outages.merge(during, gap, (one, other) -> one.compareTo(other) >= 0 ? one : other);
  }

  /** The longest one by fault, longest first. */
  synchronized List<Outage> outages() {
    return outages.entrySet().stream()
        .map(each -> new Outage(each.getKey(), each.getValue()))
        .sorted((one, other) -> other.length().compareTo(one.length()))
        .toList();
  }

  void count(String what) {
    counts.computeIfAbsent(what, any -> new LongAdder()).increment();
  }

  Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((what, sum) -> sums.put(what, sum.sum()));
    return sums;
  }

  /** What must never be. The run goes on, so that all of it is seen. */
  void violation(String promise, String evidence) {
    if (violations.size() < MANY) {
      String line = Instant.now() + " " + promise + ": " + evidence;
      violations.add(line);
      System.out.println("  VIOLATION " + line);
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }
}
