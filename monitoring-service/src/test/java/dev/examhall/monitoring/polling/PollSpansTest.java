package dev.examhall.monitoring.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.Observation;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class PollSpansTest {

  private final List<String> seen = new ArrayList<>();

  @Test
  void everyLookIsOneSpanWithItsServiceAndOutcomeAndTheQuestionBelowIt() {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(new Recorder());
    Look look =
        new PollSpans(registry)
            .of(
                "gateway",
                () ->
                    Mono.deferContextual(
                        context -> {
                          seen.add("asked " + context.hasKey(ObservationThreadLocalAccessor.KEY));
                          return Mono.just(
                              new Observation.Failed("refused", Duration.ofMillis(1), true));
                        }));

    look.observe().block();
    look.observe().block();

    assertThat(seen)
        .containsExactly(
            "start health poll gateway",
            "asked true",
            "stop failed gateway",
            "start health poll gateway",
            "asked true",
            "stop failed gateway");
  }

  @Test
  void withoutAnybodyWhoListensTheQuestionIsAsIs() {
    Look look =
        new PollSpans(ObservationRegistry.NOOP)
            .of(
                "gateway",
                () ->
                    Mono.deferContextual(
                        context -> {
                          seen.add("asked " + context.hasKey(ObservationThreadLocalAccessor.KEY));
                          return Mono.<Observation>just(new Observation.Inconclusive("no"));
                        }));

    look.observe().block();

    assertThat(seen).containsExactly("asked false");
  }

  private final class Recorder implements ObservationHandler<Context> {
    @Override
    public void onStart(Context context) {
      seen.add("start " + context.getContextualName());
    }

    @Override
    public void onStop(Context context) {
      seen.add(
          "stop "
              + String.join(
                  " ",
                  context.getLowCardinalityKeyValues().stream().map(KeyValue::getValue).toList()));
    }

    @Override
    public boolean supportsContext(Context context) {
      return true;
    }
  }
}
