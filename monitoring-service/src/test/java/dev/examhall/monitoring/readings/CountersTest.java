package dev.examhall.monitoring.readings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CountersTest {

  private static final String TEXT =
      """
      # HELP http_server_requests_seconds requests
      # TYPE http_server_requests_seconds summary
      http_server_requests_seconds_count{method="GET",status="200",uri="/start"} 90
      http_server_requests_seconds_count{method="GET",status="503",uri="/a\\"},b\\\\"} 10.0
      http_server_requests_seconds_count{method="GET",status="500",uri="/actuator/health"} 1000
      http_server_requests_seconds_sum{method="GET",status="200",uri="/start"} 5.0
      examhall_cache_operations_total{outcome="hit",prefix="exam"} 3
      examhall_cache_operations_total{outcome="miss",prefix="exam"} 1
      db_client_operation_duration_seconds_count{db_operation_name="SELECT"} 40
      db_client_operation_duration_seconds_sum{db_operation_name="SELECT"} 0.4
      jvm_memory_used_bytes{area="heap",id="Eden"} 1.0E6
      jvm_memory_used_bytes{area="nonheap",id="Code"} 9.0E6
      jvm_threads_live 7
      http_server_requests_seconds_count{broken
      http_server_requests_seconds_count nonsense
      """;

  @Test
  void sumsWhatIsWantedAndLeavesOutItsOwnQuestionsAndWhatIsMalformed() {
    assertThat(Counters.of(TEXT)).isEqualTo(new Counters(100, 10, 5.0, 4, 3, 40, 0.4, 1.0E6));
  }

  @Test
  void ratesAreTheDifferences() {
    Counters later = new Counters(200, 20, 15, 8, 6, 60, 0.6, 5);

    Rates rates = Rates.between(Counters.of(TEXT), later, Duration.ofSeconds(10), Instant.EPOCH);

    assertThat(rates.requests()).isEqualTo(10);
    assertThat(rates.errorShare()).isEqualTo(0.1);
    assertThat(rates.meanSeconds()).isEqualTo(0.1);
    assertThat(rates.cacheHitShare()).isEqualTo(0.75);
    assertThat(rates.queries()).isEqualTo(2);
  }

  @Test
  void aServiceThatWasStartedAnewCountsFromNothing() {
    Counters later = new Counters(5, 0, 1, 0, 0, 2, 0, 5);

    Rates rates = Rates.between(Counters.of(TEXT), later, Duration.ofSeconds(10), Instant.EPOCH);

    assertThat(rates.requests()).isEqualTo(0.5);
    assertThat(rates.cacheHitShare()).isNull();
  }
}
