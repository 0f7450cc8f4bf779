package dev.examhall.observability.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.testkit.infrastructure.WithPostgres;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements on a real PostgreSQL, counted for the operation that runs them. */
@WithPostgres("observed")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.application.name=some-service",
      "examhall.event-delivery.outbox.enabled=false",
      "spring.r2dbc.url=r2dbc:postgresql://${EXAMHALL_POSTGRES_HOST}:${EXAMHALL_POSTGRES_PORT}/observed",
      "spring.r2dbc.username=observed",
      "spring.r2dbc.password=${EXAMHALL_DATABASE_PASSWORD}"
    })
@ExtendWith(OutputCaptureExtension.class)
class MonitorQueriesIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Service {

    @Bean
    Reports reports(DatabaseClient database) {
      return new Reports(database);
    }

    @Bean
    Overview overview(Reports reports) {
      return new Overview(reports);
    }
  }

  static class Reports {
    private final DatabaseClient database;

    Reports(DatabaseClient database) {
      this.database = database;
    }

    @MonitorQueries("report")
    Mono<Long> report(int statements) {
      return Flux.range(1, statements).flatMap(this::number, 4).count();
    }

    @MonitorQueries
    String plain() {
      return "plain";
    }

    private Mono<Integer> number(int number) {
      return database
          .sql("select %d where 'secret' = :word".formatted(number))
          .bind("word", "secret")
          .map(row -> number)
          .one();
    }
  }

  static class Overview {
    private final Reports reports;

    Overview(Reports reports) {
      this.reports = reports;
    }

    @MonitorQueries("overview")
    Flux<Long> overview() {
      return Flux.concat(reports.report(2), reports.report(3));
    }
  }

  @Autowired Reports reports;
  @Autowired Overview overview;
  @Autowired MeterRegistry meters;

  @Test
  void countsEachRunByItself() {
    DistributionSummary summary =
        meters.summary("examhall.operation.queries", "operation", "report");
    double before = summary.totalAmount();
    Mono<Long> report = reports.report(3);

    report.block();
    report.block();

    assertThat(summary.totalAmount() - before).isEqualTo(6);
    assertThat(summary.max()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void countsWhatRunsWithinAnotherOperationForBoth() {
    overview.overview().collectList().block();

    assertThat(meters.summary("examhall.operation.queries", "operation", "overview").max())
        .isEqualTo(5);
  }

  @Test
  void warnsOfManyStatementsWithTheLastFiveAndWithoutValues(CapturedOutput output) {
    reports.report(10).block();
    assertThat(output).doesNotContain("report ran");

    reports.report(11).block();

    assertThat(output).contains("report ran 11 statements").contains("select 11 where");
    assertThat(output.toString().lines().filter(line -> line.contains("report ran 11")))
        .singleElement()
        .asString()
        .doesNotContain("select 1 where")
        .contains("= $1");
  }

  @Test
  void measuresStatementsByTheirType() {
    Timer selects =
        meters
            .get(QueryListener.TIMER)
            .tags("db.operation.name", "SELECT", "outcome", "success")
            .timer();
    long before = selects.count();

    reports.report(2).block();

    assertThat(selects.count() - before).isEqualTo(2);
    assertThat(selects.totalTime(TimeUnit.NANOSECONDS)).isPositive();
  }

  @Test
  void refusesAMethodWithoutASubscription() {
    assertThatThrownBy(reports::plain)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Reports.plain")
        .hasMessageContaining("Mono or a Flux");
  }
}
