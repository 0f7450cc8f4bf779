package dev.examhall.observability.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.unit.DataSize;

class HealthThresholdsTest {

  private static final HealthProperties LIMITS =
      new HealthProperties(75, 90, DataSize.ofGigabytes(1), 90, Duration.ofMillis(300));

  private static final long GIGABYTE = 1L << 30;

  @ParameterizedTest
  @CsvSource({"0,UP", "75,UP", "76,WARNING", "90,WARNING", "91,CRITICAL", "100,CRITICAL"})
  void memoryWarnsAbove75PerCentAndIsCriticalAbove90(long used, String status) {
    Health health = new MemoryHealthIndicator(LIMITS).judge(used, 100);

    assertThat(health.getStatus().getCode()).isEqualTo(status);
    assertThat(health.getDetails()).containsKey("message");
  }

  @ParameterizedTest
  @CsvSource({"50,100,UP", "10,100,UP", "9,100,WARNING", "1,4,UP", "0,4,CRITICAL"})
  void diskWarnsAbove90PerCentAndIsCriticalBelowOneGigabyte(
      long freeGigabytes, long totalGigabytes, String status) {
    Health health =
        new DiskHealthIndicator(new File("."), LIMITS)
            .judge(freeGigabytes * GIGABYTE, totalGigabytes * GIGABYTE);

    assertThat(health.getStatus().getCode()).isEqualTo(status);
  }

  @Test
  void diskOfAFolderThatIsNotThereYetIsThatOfItsAncestor() {
    Health health = new DiskHealthIndicator(new File("target/not/yet/there"), LIMITS).health();

    assertThat(health.getDetails().get("message")).asString().doesNotContain(" 0 MB free");
  }

  @Test
  void kafkaThatDoesNotAnswerDegradesAndSaysSoInTime() {
    KafkaHealthIndicator kafka =
        new KafkaHealthIndicator(
            () -> Admin.create(java.util.Map.of("bootstrap.servers", "127.0.0.1:1")),
            LIMITS.kafkaTimeout());

    Health health = kafka.health().block(Duration.ofSeconds(3));

    assertThat(health).isNotNull();
    assertThat(health.getStatus()).isEqualTo(HealthStatus.DEGRADED);
    kafka.destroy();
  }
}
