package dev.examhall.examrender.page;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/** Shows the making of pages in traces; where there are none it costs nothing. */
final class PageSpans {

  static final String SPAN = "examhall.page.render";

  private static final String ATTRIBUTE_PAGE = "examhall.page";
  private static final String ATTRIBUTE_HELD = "examhall.page.held";

  private final ObservationRegistry observations;
  private final SingletonSupplier<Boolean> listened;

  PageSpans(ObservationRegistry observations) {
    // asked once, since that costs more than the rest of a page that is held; and not now, since
    // who listens is known when all beans are there
    this.listened =
        SingletonSupplier.of(() -> !Observation.createNotStarted(SPAN, observations).isNoop());
    this.observations = observations;
  }

  private boolean nobodyListens() {
    return !listened.obtain();
  }

  /** Makes a page from its template. */
  <T> T rendering(String page, Supplier<T> make) {
    return observed(page, false, make);
  }

  /** Where a request is in its trace, for a page that is made later and on another thread. */
  Place here() {
    return new Place(nobodyListens() ? null : Context.current());
  }

  /** The trace of one request. */
  final class Place {

    private final @Nullable Context trace;

    private Place(@Nullable Context trace) {
      this.trace = trace;
    }

    /** Makes a page from what is held for all. */
    <T> T copying(String page, Supplier<T> make) {
      if (trace == null) {
        return make.get();
      }
      try (Scope ignored = trace.makeCurrent()) {
        return observed(page, true, make);
      }
    }
  }

  private <T> T observed(String page, boolean held, Supplier<T> make) {
    if (nobodyListens()) {
      return make.get();
    }
    return Observation.createNotStarted(SPAN, observations)
        .contextualName("render " + page)
        .lowCardinalityKeyValue(ATTRIBUTE_PAGE, page)
        .lowCardinalityKeyValue(ATTRIBUTE_HELD, Boolean.toString(held))
        .observe(make);
  }
}
