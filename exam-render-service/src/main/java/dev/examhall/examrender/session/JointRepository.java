package dev.examhall.examrender.session;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Puts what many ask of the database at a moment into one statement. What comes while others are on
 * their way waits for the next statement, as commits wait for each other in a database's log:
 * nobody waits for a timer, and the more come, the less each costs. It has a few connections of its
 * own, so that nobody waits behind those who use the pool.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class JointRepository<Q, A> {

  private static final Logger log = LoggerFactory.getLogger(JointRepository.class);

  /** With another one, PostgreSQL works on the next statement while we read the last one's rows. */
  private static final int CONNECTIONS = 2;

  private static final int LARGEST_BATCH = 64;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /**
   * One plan for all batches: a statement for a few looks cheaper to PostgreSQL than its plan for
   * any number, so it would make a plan for each, which takes longer than to carry it out. The plan
   * may be of a day when tables were empty, so it never reads one from end to end.
   */
  private static final String ONE_PLAN =
      "set plan_cache_mode = force_generic_plan; set enable_seqscan = off";

  private final Queue<Lane> idle = new ConcurrentLinkedQueue<>();
  private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();
  private final ConnectionFactory connections;
  private final Function<Q, Object> place;
  private final Statement<Q, A> statement;

  /**
   * @param place two for the same place never go into one statement
   * @param statement is put again when a connection fails that was good before, so twice must be as
   *     good as once
   */
  JointRepository(
      ConnectionFactory connections, Function<Q, Object> place, Statement<Q, A> statement) {
    this.connections = connections;
    this.place = place;
    this.statement = statement;
    Stream.generate(Lane::new).limit(CONNECTIONS).forEach(idle::add);
  }

  /** The statement for all of a batch. */
  @FunctionalInterface
  interface Statement<Q, A> {

    /**
     * @return what to answer to each, null for nothing; comes when the transaction is committed
     */
    Mono<Function<Q, @Nullable A>> put(Connection connection, List<Q> batch);
  }

  /**
   * What the database answers; empty if nothing. Fails when it cannot be asked, with a {@link
   * TimeoutException} when it is there but says nothing for five seconds. Whoever gives up waiting
   * does not stop what is on its way.
   */
  Mono<A> ask(Q question) {
    return Mono.create(
        sink -> {
          waiting.add(new Waiting<>(question, sink));
          send();
        });
  }

  private record Waiting<Q, A>(Q question, MonoSink<A> sink) {}

  /** Sends what waits, as long as there is a connection that nobody uses. */
  private void send() {
    while (!waiting.isEmpty()) {
      Lane lane = idle.poll();
      if (lane == null) {
        return; // whoever uses one looks again afterwards
      }
      List<Waiting<Q, A>> batch = take();
      if (batch.isEmpty()) {
        idle.add(lane);
      } else {
        lane.put(batch);
      }
    }
  }

  private List<Waiting<Q, A>> take() {
    List<Waiting<Q, A>> batch = new ArrayList<>();
    List<Waiting<Q, A>> later = new ArrayList<>();
    Set<Object> places = new HashSet<>();
    Waiting<Q, A> next;
    while (batch.size() < LARGEST_BATCH && (next = waiting.poll()) != null) {
      (places.add(place.apply(next.question())) ? batch : later).add(next);
    }
    waiting.addAll(later);
    return batch;
  }

  /** One connection, which only one statement uses at a time. */
  private final class Lane {

    private @Nullable Connection connection;

    void put(List<Waiting<Q, A>> batch) {
      List<Q> questions = batch.stream().map(Waiting::question).toList();
      Connection used = connection;
      answers(questions)
          // a connection that was good may be gone since: the database was started again
          .onErrorResume(
              failure -> {
                drop();
                return used == null || failure instanceof TimeoutException
                    ? Mono.error(failure)
                    : answers(questions);
              })
          .subscribe(
              answers -> {
                next();
                batch.forEach(one -> one.sink().success(answers.apply(one.question())));
              },
              failure -> {
                drop();
                // who came meanwhile would only wait as long for the same
                List<Waiting<Q, A>> all = new ArrayList<>(batch);
                for (Waiting<Q, A> next = waiting.poll(); next != null; next = waiting.poll()) {
                  all.add(next);
                }
                next();
                all.forEach(one -> one.sink().error(failure));
              });
    }

    private Mono<Function<Q, @Nullable A>> answers(List<Q> questions) {
      return Mono.defer(() -> connected().flatMap(open -> statement.put(open, questions)))
          .timeout(LONGEST);
    }

    private Mono<Connection> connected() {
      Connection open = connection;
      return open != null
          ? Mono.just(open)
          : Mono.<Connection>from(connections.create())
              .doOnNext(made -> connection = made)
              .delayUntil(
                  made ->
                      Flux.from(made.createStatement(ONE_PLAN).execute())
                          .flatMap(Result::getRowsUpdated));
    }

    private void next() {
      idle.add(this);
      send();
    }

    private void drop() {
      Connection broken = connection;
      connection = null;
      if (broken != null) {
        Mono.from(broken.close())
            .subscribe(
                closed -> {},
                failure -> log.debug("A connection that failed was not closed", failure));
      }
    }
  }
}
