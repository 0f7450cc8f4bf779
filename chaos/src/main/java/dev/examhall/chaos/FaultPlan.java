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
 * paused and every link is disturbed once before anything comes again.
 */
final class FaultPlan {

  /** The suite's processes, as the launcher calls them. */
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

  private static final List<Fault.Kind> OF_LINKS =
      List.of(Fault.Kind.CUT, Fault.Kind.SILENCE, Fault.Kind.SLOW);

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
    }
    Draw draw = deck.removeFirst();
    drawn++;
    // always the same number of random values for a fault, so that the kinds can change
    boolean isLong = random.nextInt(3) == 0;
    int briefly = random.nextInt(2_000, 8_000);
    int longer = random.nextInt(24_000, 32_000);
    int held = random.nextInt(30, 400);
    boolean overlaps = random.nextInt(5) == 0 && drawn > 1;
    int calm = random.nextInt(3_000, 8_000);
    long lasts =
        switch (draw.kind) {
          case KILL -> 0;
          case PAUSE, CUT, SILENCE -> isLong ? longer : briefly;
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
