package dev.examhall.monitoring.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthAnswerReaderTest {

  @Test
  void readsStatusComponentsAndErrors() {
    Observation observation =
        read(
            503,
            """
            {"status":"DOWN","groups":["liveness"],"components":{
              "r2dbc":{"status":"DOWN","details":{"error":"java.net.ConnectException: refused"}},
              "diskSpace":{"status":"UP","details":{"free":1}},
              "memory":{"status":"WARNING","details":{"message":"80 % used"}},
              "ping":{"status":"UP"}}}
            """);

    assertThat(observation)
        .isInstanceOfSatisfying(
            Observation.Answered.class,
            answered -> {
              assertThat(answered.state()).isEqualTo(HealthState.DOWN);
              assertThat(answered.components())
                  .containsOnlyKeys("r2dbc", "diskSpace", "memory")
                  .containsEntry(
                      "r2dbc",
                      new Observation.Component(
                          HealthState.DOWN, "java.net.ConnectException: refused"))
                  .containsEntry(
                      "memory", new Observation.Component(HealthState.DEGRADED, "80 % used"));
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedTokenIsTheMonitorsOwnTrouble(int status) {
    assertThat(read(status, "{}")).isInstanceOf(Observation.Inconclusive.class);
  }

  @ParameterizedTest
  @CsvSource({"404,'{\"status\":\"UP\"}'", "500,''", "200,'<html>'", "200,'[]'", "503,''"})
  void whateverIsNoHealthAnswerIsAFailure(int status, String body) {
    assertThat(read(status, body)).isInstanceOf(Observation.Failed.class);
  }

  @Test
  void hugeAndUnprintableErrorsAreCut() {
    String error = "x\\u0000" + "y".repeat(5_000);
    Observation observation =
        read(
            503,
            "{\"status\":\"DOWN\",\"components\":{\"a\":{\"status\":\"DOWN\",\"details\":{\"error\":\""
                + error
                + "\"}}}}");

    assertThat(((Observation.Answered) observation).components().get("a").message())
        .startsWith("x y")
        .hasSizeLessThan(400);
  }

  private static Observation read(int status, String body) {
    return HealthAnswerReader.read(
        status, body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(1));
  }
}
