package dev.examhall.gateway.route;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Bounds retries to a tenth of all requests, so that a broken service does not get more traffic
 * than a healthy one. A few retries are saved up for the moment when something breaks.
 */
@Component
final class RetryBudget {

  private static final int COST = 10;
  private static final int MOST = 100 * COST;

  private final AtomicInteger credit = new AtomicInteger(MOST / 10);

  void earn() {
    credit.getAndUpdate(now -> Math.min(MOST, now + 1));
  }

  boolean spend() {
    return credit.getAndUpdate(now -> now >= COST ? now - COST : now) >= COST;
  }
}
