package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.examhall.cacheclient.NearCache.Found;
import dev.examhall.cacheclient.NearCache.Reading;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Lincheck runs readers and writers of one key in two threads and tries the orders of their single
 * steps, down to each read and write of a field. Caffeine's own steps are taken as one: it is not
 * what is tested here.
 */
class NearCacheConcurrencyTest {

  private static final CacheKey KEY = new CacheKey("exam", "42", "a");

  /** A reader and a writer; each operation says whether it saw what it must. */
  abstract static class Model {

    private final Stamps stamps = new Stamps();
    private final NearCache near = new NearCache(stamps, 100, Duration.ofSeconds(10), () -> 0L);
    private final AtomicLong database = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final CachePattern pattern;

    Model(String pattern) {
      this.pattern = CachePattern.parse(pattern);
    }

    /** What the near cache takes as the beginning of the reading. */
    abstract long load(NearCache cache, AtomicLong rows);

    @Operation
    public boolean read() {
      long floor = acknowledged.get();
      Found found = near.find(KEY, Long.class);
      long value =
          found == null ? load(near, database) : (Long) Objects.requireNonNull(found.value());
      return value >= floor;
    }

    @Operation
    public boolean write() {
      long version = database.incrementAndGet();
      stamps.invalidate(pattern);
      acknowledged.accumulateAndGet(version, Math::max);
      return true;
    }
  }

  /** As the code does it. */
  abstract static class StampFirst extends Model {
    StampFirst(String pattern) {
      super(pattern);
    }

    @Override
    long load(NearCache cache, AtomicLong rows) {
      Reading reading = cache.begin(KEY);
      long value = rows.get();
      cache.put(KEY, Long.class, value, reading, Duration.ofHours(1));
      return value;
    }
  }

  public static final class ByEntity extends StampFirst {
    public ByEntity() {
      super("exam:42:*");
    }
  }

  public static final class ByPrefix extends StampFirst {
    public ByPrefix() {
      super("exam:*");
    }
  }

  public static final class ByEverything extends StampFirst {
    public ByEverything() {
      super("*");
    }
  }

  /** A planted mistake: the stamp is taken after the value was read. */
  public static final class StampLast extends Model {
    public StampLast() {
      super("exam:42:*");
    }

    @Override
    long load(NearCache cache, AtomicLong rows) {
      long value = rows.get();
      Reading reading = cache.begin(KEY);
      cache.put(KEY, Long.class, value, reading, Duration.ofHours(1));
      return value;
    }
  }

  /** One after the other everything is right. */
  public static final class InOrder {
    @Operation
    public boolean read() {
      return true;
    }

    @Operation
    public boolean write() {
      return true;
    }
  }

  @Test
  void noOrderOfStepsLetsAnOldValueBeReadAfterItsEntityWasInvalidated() {
    options().check(ByEntity.class);
  }

  @Test
  void noOrderOfStepsLetsAnOldValueBeReadAfterItsPrefixWasInvalidated() {
    options().check(ByPrefix.class);
  }

  @Test
  void noOrderOfStepsLetsAnOldValueBeReadAfterEverythingWasInvalidated() {
    options().check(ByEverything.class);
  }

  /** Shows that the orders are tried that matter. */
  @Test
  void findsAStampThatIsTakenTooLate() {
    ModelCheckingOptions options = options();
    assertThatThrownBy(() -> options.check(StampLast.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(Integer.getInteger("examhall.lincheck.scenarios", 6))
        .invocationsPerIteration(Integer.getInteger("examhall.lincheck.orders", 150))
        .sequentialSpecification(InOrder.class)
        .addGuarantee(
            forClasses(name -> name.startsWith("com.github.benmanes.caffeine"))
                .allMethods()
                .treatAsAtomic());
  }
}
