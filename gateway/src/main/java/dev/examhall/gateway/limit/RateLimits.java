package dev.examhall.gateway.limit;

import dev.examhall.gateway.GatewayProperties.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Makes the bounds. */
@Component
public final class RateLimits {

  private final RateRepository repository;
  private final MeterRegistry meters;

  RateLimits(RateRepository repository, MeterRegistry meters) {
    this.repository = repository;
    this.meters = meters;
  }

  /**
   * A bound of its own.
   *
   * @param name part of the keys in Redis, and what answers call it: gateways that say the same
   *     name count together
   */
  public RateLimiter of(String name, Rate rate) {
    return new RateLimiter(name, rate, repository, meters, System::nanoTime);
  }
}
