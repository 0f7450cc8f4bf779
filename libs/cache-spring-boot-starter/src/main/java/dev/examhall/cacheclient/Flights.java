package dev.examhall.cacheclient;

import dev.examhall.cacheclient.NearCache.Found;
import dev.examhall.cacheclient.NearCache.Reading;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads under way in this process. A caller joins one only if no invalidation came since it began:
 * who invalidates and reads again never gets the value from before.
 */
final class Flights {

  private final ConcurrentHashMap<Subject, Flight> flights = new ConcurrentHashMap<>();
  private final NearCache near;

  Flights(NearCache near) {
    this.near = near;
  }

  private record Subject(CacheKey key, Type type) {}

  /**
   * A load that others wait for.
   *
   * @param mine whether the caller who got this has to do it
   */
  record Boarding(Flight flight, boolean mine) {}

  /** A load and its result. */
  static final class Flight {
    private final Reading reading;
    private final CompletableFuture<Found> result = new CompletableFuture<>();

    private Flight(Reading reading) {
      this.reading = reading;
    }

    CompletableFuture<Found> result() {
      return result;
    }
  }

  Boarding board(CacheKey key, Type type) {
    Subject subject = new Subject(key, type);
    Flight[] own = new Flight[1];
    Flight flight =
        flights.compute(
            subject,
            (same, known) -> {
              // One that has failed stays here for a moment after its callers know.
              if (known != null
                  && !known.result.isCompletedExceptionally()
                  && near.current(key, known.reading)) {
                return known;
              }
              own[0] = new Flight(near.begin(key));
              return own[0];
            });
    if (flight == own[0]) {
      // Runs after the result is in the near cache, so that nobody loads in between.
      flight.result.whenComplete((found, error) -> flights.remove(subject, flight));
      return new Boarding(flight, true);
    }
    return new Boarding(flight, false);
  }
}
