package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.NearCache.Found;
import dev.examhall.cacheclient.NearCache.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NearCacheTest {

  private static final CacheKey KEY = CacheKey.of("exam", "42", "a");
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicLong nanos = new AtomicLong();
  private final Stamps stamps = new Stamps();
  private final NearCache near = new NearCache(stamps, 100, Duration.ofSeconds(10), nanos::get);

  @Test
  void servesWhatWasPut() {
    near.put(KEY, String.class, "a", near.begin(KEY), LONG);

    assertThat(near.find(KEY, String.class)).isEqualTo(new Found("a"));
    assertThat(near.find(KEY, Integer.class)).as("another type").isNull();
  }

  @Test
  void everyPatternDropsWhatItNames() {
    for (String pattern :
        List.of("*", "exam:*", "exam:42:*", "exam:42:a", "exam:4*:a", "e*:42:a")) {
      near.put(KEY, String.class, "a", near.begin(KEY), LONG);

      stamps.invalidate(CachePattern.parse(pattern));

      assertThat(near.find(KEY, String.class)).as(pattern).isNull();
    }
  }

  @Test
  void otherPatternsDropNothing() {
    near.put(KEY, String.class, "a", near.begin(KEY), LONG);

    for (String pattern : List.of("session:*", "exam:43:*", "session:42:a")) {
      stamps.invalidate(CachePattern.parse(pattern));
    }

    assertThat(near.find(KEY, String.class)).isNotNull();
  }

  @Test
  void aReadingFromBeforeAnInvalidationIsNotKept() {
    Reading reading = near.begin(KEY);
    stamps.invalidate(CachePattern.parse("exam:42:*"));

    near.put(KEY, String.class, "old", reading, LONG);

    assertThat(near.find(KEY, String.class)).isNull();
  }

  @Test
  void aFenceHoldsUntilAnInvalidationAndForTenSecondsAtMost() {
    CacheFences fences = new CacheFences(near);
    CacheFences.Fence first = fences.of(KEY);
    stamps.invalidate(CachePattern.parse("exam:43:*"));
    assertThat(first.holds()).isTrue();
    stamps.invalidate(CachePattern.parse("exam:42:*"));
    assertThat(first.holds()).isFalse();
    CacheFences.Fence second = fences.of(KEY);
    assertThat(second.holds()).isTrue();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(second.holds()).isFalse();
  }

  @Test
  void theBoundCountsFromTheBeginningOfTheReading() {
    Reading reading = near.begin(KEY);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    near.put(KEY, String.class, "a", reading, LONG);
    nanos.addAndGet(Duration.ofMillis(3_999).toNanos());
    assertThat(near.find(KEY, String.class)).isNotNull();

    nanos.addAndGet(Duration.ofMillis(1).toNanos());

    assertThat(near.find(KEY, String.class)).isNull();
  }

  @Test
  void aShortTtlEndsBeforeTheBound() {
    near.put(KEY, String.class, "a", near.begin(KEY), Duration.ofSeconds(2));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThat(near.find(KEY, String.class)).isNull();
  }

  @Test
  void saysWhatWentForWantOfRoom() {
    List<String> evicted = new ArrayList<>();
    NearCache small = new NearCache(stamps, 1, LONG, nanos::get, evicted::add);
    CacheKey other = new CacheKey("student", "1", "a");
    small.put(KEY, String.class, "a", small.begin(KEY), LONG);
    small.remove(KEY);
    assertThat(evicted).as("removed is not evicted").isEmpty();

    small.put(other, String.class, "a", small.begin(other), LONG);
    small.put(KEY, String.class, "a", small.begin(KEY), LONG);

    assertThat(evicted).hasSize(1).isSubsetOf("exam", "student");
  }

  /** Would fail if a fill could slip past an invalidation in any order of events. */
  @Test
  void noReaderSeesAValueFromBeforeAnAcknowledgedInvalidation() {
    AtomicLong source = new AtomicLong();
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean end = new AtomicBoolean();
    AtomicLong hits = new AtomicLong();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    CachePattern[] patterns = {
      CachePattern.parse("exam:42:*"), CachePattern.parse("exam:*"), CachePattern.parse("*")
    };
    for (int i = 0; i < 3; i++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                while (!end.get()) {
                  long floor = acknowledged.get();
                  Found found = near.find(KEY, Long.class);
                  if (found == null) {
                    Reading reading = near.begin(KEY);
                    near.put(KEY, Long.class, source.get(), reading, LONG);
                  } else {
                    hits.incrementAndGet();
                    assertThat((Long) found.value()).isGreaterThanOrEqualTo(floor);
                  }
                }
              },
              task -> Thread.ofPlatform().start(task)));
    }
    long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (System.nanoTime() < until) {
      long version = source.incrementAndGet();
      stamps.invalidate(patterns[(int) (version % 3)]);
      acknowledged.set(version);
      for (int i = 0; i < version % 64; i++) {
        Thread.onSpinWait();
      }
    }
    end.set(true);

    threads.forEach(CompletableFuture::join);
    assertThat(hits.get()).as("the test saw hits").isGreaterThan(1_000);
  }

  @Test
  void aCallerJoinsNoLoadThatBeganLongerAgoThanTheBound() {
    Flights flights = new Flights(near);
    Flights.Boarding first = flights.board(KEY, String.class);
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(flights.board(KEY, String.class).flight()).isSameAs(first.flight());

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(flights.board(KEY, String.class).mine()).isTrue();
  }
}
