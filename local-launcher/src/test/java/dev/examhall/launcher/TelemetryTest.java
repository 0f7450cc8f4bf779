package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest {

  @Test
  void isOffWithoutAnEndpoint() {
    assertThat(Telemetry.of(null, null)).isEmpty();
    assertThat(Telemetry.of(null, " ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:4318", "http://localhost:4317", "http://[::1]:4318"})
  void takesThisMachineFromTheEnvironment(String endpoint) {
    assertThat(Telemetry.of(null, endpoint)).contains(new Telemetry(URI.create(endpoint)));
  }

  @Test
  void sendsNothingToAnotherMachineThatNobodyAskedFor() {
    assertThatThrownBy(() -> Telemetry.of(null, "http://192.0.2.7:4318"))
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("--otlp-endpoint http://192.0.2.7:4318");
  }

  @Test
  void takesAnotherMachineThatIsGiven() {
    assertThat(Telemetry.of("http://192.0.2.7:4318", null)).isPresent();
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatThrownBy(() -> Telemetry.of("jaeger", null))
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("--otlp-endpoint is no address: jaeger");
  }

  @Test
  void namesEachService() {
    assertThat(new Telemetry(URI.create("http://127.0.0.1:4318")).environment("gateway"))
        .containsEntry("OTEL_SERVICE_NAME", "gateway")
        .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
  }
}
