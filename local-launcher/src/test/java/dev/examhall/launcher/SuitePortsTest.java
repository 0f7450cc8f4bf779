package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuitePortsTest {

  @Test
  void followFromTheGateways() {
    SuitePorts ports = new SuitePorts(8080);

    assertThat(ports.owners().values())
        .containsExactly(
            "gateway",
            "exam-render-service",
            "cache-service",
            "monitoring-service",
            "activity-log-service",
            "asset-service",
            "PostgreSQL",
            "Redis",
            "Kafka",
            "Kafka's controller");
    assertThat(ports.owners().keySet())
        .containsExactly(8080, 8081, 8082, 8083, 8084, 8085, 8086, 8087, 8088, 8089);
    assertThat(ports.of(Service.ASSET)).isEqualTo(8085);
    assertThat(ports.kafkaController()).isEqualTo(8089);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 80, 1023, 65527, 70000})
  void refuseABaseThatLeavesNoRoom(int base) {
    assertThatThrownBy(() -> new SuitePorts(base))
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("--port " + base)
        .hasMessageContaining("between 1024 and 65526");
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 8080, 65526})
  void takeTheRest(int base) {
    assertThatCode(() -> new SuitePorts(base)).doesNotThrowAnyException();
  }

  @Test
  void giveEachInstanceAPortBehindTheSuites() {
    SuitePorts ports = new SuitePorts(8080, 2);

    assertThat(ports.instances(Service.ASSET))
        .extracting(Instance::id, ports::of)
        .containsExactly(tuple("asset-service", 8095), tuple("asset-service-2", 8105));
    assertThat(ports.of(Service.ASSET)).isEqualTo(8085);
    assertThat(ports.owners()).hasSize(10 + 12).containsEntry(8105, "asset-service-2");
    assertThatThrownBy(() -> new SuitePorts(8080, 6)).hasMessageContaining("from 1 to 5");
    assertThatThrownBy(() -> new SuitePorts(65510, 2)).hasMessageContaining("and the 29 after it");
  }

  @Test
  void nameThePortThatIsTakenAndWhatToDo() {
    assertThatThrownBy(() -> new SuitePorts(18100).requireFree(port -> port != 18104))
        .isInstanceOf(LauncherException.class)
        .hasMessage(
            "Port 18104 (for activity-log-service) is taken: end what listens there, or start the"
                + " suite elsewhere, such as with --port 18200");
  }

  @Test
  void areSilentWhenAllAreFree() {
    assertThatCode(() -> new SuitePorts(18100).requireFree(port -> true))
        .doesNotThrowAnyException();
  }
}
