package dev.examhall.benchmarks.restart;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** All that was asked, and what failed while what was restarted. */
final class Requests {

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile String restarting = "nothing";
  private volatile boolean going = true;

  boolean going() {
    return going;
  }

  void stop() {
    going = false;
  }

  void restarting(String what) {
    restarting = what;
  }

  void count(String kind, String request, int status) {
    counts.computeIfAbsent(kind, any -> new LongAdder()).increment();
    if (status >= 400) {
      failure(kind + " " + request + ": " + status);
    }
  }

  void failed(String kind, String what) {
    counts.computeIfAbsent(kind, any -> new LongAdder()).increment();
    failure(kind + " " + what);
  }

  private void failure(String what) {
    String line =
        "%s while %s was restarted: %s"
            .formatted(LocalTime.now().truncatedTo(ChronoUnit.MILLIS), restarting, what);
    failures.add(line);
    System.out.println("  FAILED " + line);
  }

  Map<String, LongAdder> counts() {
    return counts;
  }

  List<String> failures() {
    return failures;
  }
}
