package dev.examhall.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * What is done to whom, in which order: a function of the seed alone. Every process is killed and
 * paused and every link is disturbed once before anything comes again. The first two are services
 * that are away for so long, with a monitor that nothing has happened to, that each has to raise an
 * alert: otherwise a short run might look at none.
 */
final class FaultPlan {

  /** The suite's processes, as the launcher calls them and in the order of their ports. */
  static final List<String> PROCESSES =
      List.of(
          "gateway",
          "exam-render-service",
          "cache-service",
          "monitoring-service",
          "activity-log-service",
          "asset-service",
          "postgresql",
          "redis",
          "kafka");

  /** How many at the beginning have to raise an alert. */
  static final int CERTAIN_ALERTS = 2;

  /** Services that the monitor looks at, and that do not look themselves. */
  private static final List<String> WATCHED =
      List.of(
          "gateway",
          "exam-render-service",
          "cache-service",
          "activity-log-service",
          "asset-service");

  private static final List<Fault.Kind> OF_LINKS =
      List.of(Fault.Kind.CUT, Fault.Kind.SILENCE, Fault.Kind.SLOW);

  private static final int LONG_MILLIS = 24_000;

  private record Draw(Fault.Kind kind, String target) {}

  private final Random random;
  private final List<String> links;
  private final Deque<Draw> deck = new ArrayDeque<>();
  private int drawn;

  FaultPlan(long seed, List<String> links) {
    this.random = new Random(seed);
    this.links = List.copyOf(links);
  }

  Fault next() {
    if (deck.isEmpty()) {
      shuffle();
      if (drawn == 0) {
        beginWithAlerts();
      }
    }
    Draw draw = deck.removeFirst();
    drawn++;
    // always the same number of random values for a fault, so that the kinds can change
    boolean isLong = random.nextInt(3) == 0;
    int briefly = random.nextInt(2_000, 8_000);
    int longer = random.nextInt(LONG_MILLIS, 32_000);
    int held = random.nextInt(30, 400);
    // each of the first has healed before something else may blind the monitor
    boolean overlaps = random.nextInt(5) == 0 && drawn > CERTAIN_ALERTS + 1;
    int calm = random.nextInt(3_000, 8_000);
    long lasts =
        switch (draw.kind) {
          case KILL -> 0;
          case PAUSE, CUT, SILENCE -> isLong || drawn <= CERTAIN_ALERTS ? longer : briefly;
          case SLOW -> longer / 2;
        };
    return new Fault(
        drawn,
        draw.kind,
        draw.target,
        Duration.ofMillis(lasts),
        Duration.ofMillis(draw.kind == Fault.Kind.SLOW ? held : 0),
        overlaps,
        Duration.ofMillis(calm));
  }

  private void beginWithAlerts() {
    List<Draw> first =
        deck.stream()
            .filter(each -> each.kind == Fault.Kind.PAUSE && WATCHED.contains(each.target))
            .limit(CERTAIN_ALERTS)
            .toList();
    first.forEach(deck::remove);
    first.reversed().forEach(deck::addFirst);
  }

  private void shuffle() {
    List<Draw> all = new ArrayList<>();
    for (String process : PROCESSES) {
      all.add(new Draw(Fault.Kind.KILL, process));
      all.add(new Draw(Fault.Kind.PAUSE, process));
    }
    for (String link : links) {
      all.add(new Draw(OF_LINKS.get(random.nextInt(OF_LINKS.size())), link));
    }
    Collections.shuffle(all, random);
    deck.addAll(all);
  }
}
