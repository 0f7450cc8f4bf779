package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

class JointRepositoryIT {

  private static final TestDatabase database = TestInfrastructure.newDatabase();

  @Test
  void plansOnceHoweverManyAsk() {
    JointRepository<Integer, Boolean> joint =
        new JointRepository<>(
            TcpResources.get().onServer(LoopResources.DEFAULT_NATIVE),
            ConnectionFactories.get(
                ConnectionFactoryOptions.parse(database.r2dbcUrl())
                    .mutate()
                    .option(ConnectionFactoryOptions.USER, database.user())
                    .option(ConnectionFactoryOptions.PASSWORD, database.password())
                    .build()),
            asked -> asked,
            JointRepositoryIT::hasOnePlan);

    for (int many = 1; many <= 20; many++) {
      List<Boolean> one =
          Flux.fromStream(IntStream.range(0, many).boxed())
              .flatMap(joint::ask)
              .collectList()
              .block();
      assertThat(one).hasSize(many).containsOnly(true);
    }
  }

  /** Whether no statement was planned for what it asked alone. */
  private static Mono<Function<Integer, @Nullable Boolean>> hasOnePlan(
      Connection connection, List<Integer> batch) {
    return Flux.from(
            connection
                .createStatement("select count(*) from unnest($1::int[]) asked")
                .bind("$1", batch.toArray(Integer[]::new))
                .execute())
        .flatMap(Result::getRowsUpdated)
        .thenMany(
            connection
                .createStatement(
                    "select bool_and(generic_plans > 0 and custom_plans = 0) from"
                        + " pg_prepared_statements")
                .execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Boolean.class))))
        .single()
        .map(one -> asked -> one);
  }
}
