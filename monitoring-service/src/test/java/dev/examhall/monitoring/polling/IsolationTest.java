package dev.examhall.monitoring.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class IsolationTest {

  private static final Observation SILENT = new Observation.Failed("gone", Duration.ZERO, true);
  private static final Observation UP =
      new Observation.Answered(HealthState.UP, "", Map.of(), Duration.ZERO);

  private final AtomicBoolean witness = new AtomicBoolean();
  private final Isolation isolation =
      new Isolation(List.of("one", "two"), () -> Mono.fromSupplier(witness::get));

  @Test
  void oneSilentServiceIsTheService() {
    assertThat(judged("one", SILENT)).isSameAs(SILENT);
    assertThat(isolation.isolated()).isFalse();
  }

  @Test
  void whenNobodyAnswersAndNoWitnessIsThereItIsTheMonitor() {
    judged("one", SILENT);

    assertThat(judged("two", SILENT)).isInstanceOf(Observation.Inconclusive.class);
    assertThat(isolation.isolated()).isTrue();
  }

  @Test
  void whenNobodyAnswersButAWitnessIsThereItIsTheSuite() {
    witness.set(true);
    judged("one", SILENT);

    assertThat(judged("two", SILENT)).isSameAs(SILENT);
    assertThat(isolation.isolated()).isFalse();
  }

  @Test
  void theMonitorItselfProvesNothing() {
    judged("one", SILENT);
    judged("two", SILENT);

    assertThat(judged("monitoring-service", UP)).isSameAs(UP);
    assertThat(isolation.isolated()).isTrue();
    judged("one", UP);
    assertThat(isolation.isolated()).isFalse();
  }

  private Observation judged(String target, Observation observation) {
    return Objects.requireNonNull(isolation.judged(target, observation).block());
  }
}
