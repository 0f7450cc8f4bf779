package dev.examhall.examrender.session;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Puts what many ask of the database at a moment into one statement. What comes while others are on
 * their way waits for the next statement, as commits wait for each other in a database's log: the
 * more come, the less each costs. When several come at a time they wait for still others for a
 * moment that is much shorter than the statement (PostgreSQL's {@code commit_delay} and {@code
 * commit_siblings}); who is alone never waits.
 *
 * <p>Each of the event loops that answer requests has a connection of its own, so that nobody waits
 * behind those who use the pool, and what a request asks is sent, read and answered without another
 * thread.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class JointRepository<Q, A> {

  private static final Logger log = LoggerFactory.getLogger(JointRepository.class);

  /** Loops beyond these ask on the connection of another one. */
  private static final int MOST_CONNECTIONS = 4;

  private static final int LARGEST_BATCH = 64;

  /**
   * Half of what a statement costs, it costs once: to be sent, to be begun, to wake either side.
   */
  private static final Duration GATHERING = Duration.ofNanos(100_000);

  /** Fewer are not worth waiting for others. */
  private static final int SEVERAL = 3;

  private static final Duration LONGEST = Duration.ofSeconds(5);

  /**
   * One plan for all batches: a statement for a few looks cheaper to PostgreSQL than its plan for
   * any number, so it would make a plan for each, which takes longer than to carry it out. The plan
   * may be of a day when tables were empty, so it never reads one from end to end.
   */
  private static final String ONE_PLAN =
      "set plan_cache_mode = force_generic_plan; set enable_seqscan = off";

  private final List<Lane> lanes;
  private final ConnectionFactory connections;
  private final Function<Q, Object> place;
  private final Statement<Q, A> statement;

  /**
   * @param loops where the connections work, too
   * @param place two for the same place never go into one statement
   * @param statement is put again when a connection fails that was good before, so twice must be as
   *     good as once
   */
  JointRepository(
      EventLoopGroup loops,
      ConnectionFactory connections,
      Function<Q, Object> place,
      Statement<Q, A> statement) {
    this.connections = connections;
    this.place = place;
    this.statement = statement;
    this.lanes =
        StreamSupport.stream(loops.spliterator(), false)
            .limit(MOST_CONNECTIONS)
            .map(Lane::new)
            .toList();
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
    return Mono.create(sink -> lane().ask(new Waiting<>(question, sink)));
  }

  private record Waiting<Q, A>(Q question, MonoSink<A> sink) {}

  private Lane lane() {
    for (Lane lane : lanes) {
      if (lane.loop.inEventLoop()) {
        return lane;
      }
    }
    return lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
  }

  /** One connection, which only one statement uses at a time. On its event loop alone. */
  private final class Lane {

    private final EventExecutor loop;
    private final Scheduler timer;
    private final Queue<Waiting<Q, A>> waiting = new ArrayDeque<>();
    private @Nullable Connection connection;
    private boolean busy;

    Lane(EventExecutor loop) {
      this.loop = loop;
      this.timer = Schedulers.fromExecutorService(loop);
    }

    void ask(Waiting<Q, A> one) {
      onLoop(
          () -> {
            waiting.add(one);
            if (!busy) {
              busy = true;
              // when all who have asked at this moment are read
              loop.execute(this::next);
            }
          });
    }

    private void onLoop(Runnable task) {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }

    private void next() {
      List<Waiting<Q, A>> batch = take();
      busy = !batch.isEmpty();
      if (busy) {
        put(batch);
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

    private void put(List<Waiting<Q, A>> batch) {
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
              answers -> onLoop(() -> answer(batch, answers)),
              failure -> onLoop(() -> fail(batch, failure)));
    }

    private void answer(List<Waiting<Q, A>> batch, Function<Q, @Nullable A> answers) {
      batch.forEach(one -> one.sink().success(answers.apply(one.question())));
      if (batch.size() + waiting.size() < SEVERAL) {
        next();
      } else {
        loop.schedule(this::next, GATHERING.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    private void fail(List<Waiting<Q, A>> batch, Throwable failure) {
      drop();
      // who came meanwhile would only wait as long for the same
      List<Waiting<Q, A>> all = new ArrayList<>(batch);
      all.addAll(waiting);
      waiting.clear();
      next();
      all.forEach(one -> one.sink().error(failure));
    }

    private Mono<Function<Q, @Nullable A>> answers(List<Q> questions) {
      return Mono.defer(() -> connected().flatMap(open -> statement.put(open, questions)))
          .timeout(LONGEST, timer);
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
