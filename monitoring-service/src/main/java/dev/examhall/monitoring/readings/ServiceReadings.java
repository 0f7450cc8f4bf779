package dev.examhall.monitoring.readings;

import dev.examhall.monitoring.alerting.AlertRule;
import dev.examhall.monitoring.alerting.Readings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The last half hour of what services measured. Safe for several threads. */
public final class ServiceReadings implements Readings {

  private static final int POINTS = 180;

  /** Rules look at a minute: a single slow request of a quiet service is no alert. */
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private static final double FEWEST = 10;

  private final Clock clock;
  private final Map<String, Deque<Point>> points = new LinkedHashMap<>();

  private record Point(Instant at, Counters counters) {}

  ServiceReadings(Clock clock) {
    this.clock = clock;
  }

  synchronized void add(String service, Counters counters) {
    Deque<Point> known = points.computeIfAbsent(service, id -> new ArrayDeque<>());
    if (known.size() == POINTS) {
      known.removeFirst();
    }
    known.addLast(new Point(clock.instant(), counters));
  }

  /** By service, oldest first. */
  public synchronized Map<String, List<Rates>> all() {
    Map<String, List<Rates>> all = new LinkedHashMap<>();
    points.forEach((service, known) -> all.put(service, rates(known)));
    return all;
  }

  private static List<Rates> rates(Deque<Point> known) {
    List<Rates> rates = new ArrayList<>();
    @Nullable Point before = null;
    for (Point point : known) {
      if (before != null) {
        rates.add(between(before, point));
      }
      before = point;
    }
    return rates;
  }

  private static Rates between(Point from, Point to) {
    return Rates.between(from.counters, to.counters, Duration.between(from.at, to.at), to.at);
  }

  @Override
  public synchronized OptionalDouble of(AlertRule.When what, String subject) {
    Deque<Point> known = points.get(subject);
    if (known == null || known.size() < 2) {
      return OptionalDouble.empty();
    }
    Point last = known.getLast();
    if (last.at.isBefore(clock.instant().minus(WINDOW))) {
      // A metric that is not there any more resolves nothing.
      return OptionalDouble.empty();
    }
    Point first = last;
    for (Point point : known) {
      if (!point.at.isBefore(last.at.minus(WINDOW))) {
        first = point;
        break;
      }
    }
    Rates minute = between(first, last);
    boolean few =
        minute.requests() * Math.max(1, Duration.between(first.at, last.at).toSeconds()) < FEWEST;
    return switch (what) {
      case ERROR_RATE -> few ? OptionalDouble.of(0) : value(minute.errorShare());
      case LATENCY -> few ? OptionalDouble.of(0) : value(minute.meanSeconds());
      case CACHE_HIT_RATE -> value(minute.cacheHitShare());
      case STATE, SCORE, NEW_ERROR, REGRESSED_ERROR -> OptionalDouble.empty();
    };
  }

  private static OptionalDouble value(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
