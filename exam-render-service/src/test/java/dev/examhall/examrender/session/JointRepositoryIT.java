package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

class JointRepositoryIT {

  private static final TestDatabase database = TestInfrastructure.newDatabase();

  private static JointRepository<Integer, Boolean> joint(
      EventLoopGroup loops, JointRepository.Statement<Integer, Boolean> statement) {
    return new JointRepository<>(
        loops,
        ConnectionFactories.get(
            ConnectionFactoryOptions.parse(database.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, database.user())
                .option(ConnectionFactoryOptions.PASSWORD, database.password())
                .build()),
        asked -> asked,
        statement);
  }

  @Test
  void plansOnceHoweverManyAsk() {
    JointRepository<Integer, Boolean> joint =
        joint(
            TcpResources.get().onServer(LoopResources.DEFAULT_NATIVE),
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

  /** Each asks again a little after its answer, and a little after the one before it. */
  @Test
  void waitsAMomentForOthersWhenSeveralAskAtATime() {
    LoopResources loops = LoopResources.create("joint", 1, true);
    try {
      Scheduler loop = Schedulers.fromExecutorService(loops.onServer(true).next());
      AtomicInteger statements = new AtomicInteger();
      JointRepository<Integer, Boolean> joint =
          joint(
              loops.onServer(true),
              (connection, batch) -> {
                statements.incrementAndGet();
                return hasOnePlan(connection, batch);
              });
      int asking = 6;
      int times = 100;

      Long answers =
          Flux.range(0, asking)
              .flatMap(
                  number ->
                      Mono.defer(() -> joint.ask(number))
                          .delaySubscription(Duration.ofNanos(number * 10_000L), loop)
                          .repeat(times - 1))
              .count()
              .block();

      assertThat(answers).isEqualTo(asking * times);
      assertThat(statements).hasValueLessThan(asking * times / 4);
    } finally {
      loops.dispose();
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
