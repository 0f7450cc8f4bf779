package dev.examhall.activitylog.chain;

import dev.examhall.activitylog.chain.Block.Tail;
import dev.examhall.activitylog.chain.SealingRepository.Waiting;
import dev.examhall.eventdelivery.lock.SoleWorker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes what arrived into the day's chain, a block a round, and writes a witness of the block
 * outside of the database. Each instance runs one, and one of them works: see {@link SoleWorker}.
 */
final class Sealer implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Sealer.class);

  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 10_000;

  private final SoleWorker worker;
  private final WitnessFolder witnesses;
  private final ChainProperties properties;
  private final Clock clock;
  private final Counter sealed;
  private @Nullable Scheduler files;
  private @Nullable Disposable work;

  Sealer(
      SoleWorker worker,
      WitnessFolder witnesses,
      ChainProperties properties,
      Clock clock,
      MeterRegistry meters) {
    this.worker = worker;
    this.witnesses = witnesses;
    this.properties = properties;
    this.clock = clock;
    this.sealed = meters.counter(ChainMetric.SEALED.id());
  }

  @Override
  public void start() {
    if (work != null) {
      return;
    }
    Scheduler scheduler = Schedulers.newSingle("activity-chain", true);
    files = scheduler;
    work = worker.start(connection -> seal(new SealingRepository(connection), scheduler));
  }

  private Mono<Void> seal(SealingRepository chain, Scheduler scheduler) {
    return catchUp(chain, scheduler)
        .then(
            Mono.defer(() -> round(chain, scheduler))
                .flatMap(
                    count ->
                        count < properties.block()
                            ? Mono.delay(properties.pause()).then()
                            : Mono.empty())
                .repeat()
                .then());
  }

  /** Witnesses what was committed by a sealer that died before it could do so. */
  private Mono<Void> catchUp(SealingRepository chain, Scheduler scheduler) {
    return Mono.fromCallable(witnesses::days)
        .subscribeOn(scheduler)
        .flatMap(
            days ->
                days.isEmpty()
                    ? begin(chain, scheduler)
                    : chain
                        .days(days.getLast())
                        .collectList()
                        .flatMapMany(reactor.core.publisher.Flux::fromIterable)
                        .concatMap(day -> catchUp(chain, day, scheduler))
                        .then());
  }

  private Mono<Void> begin(SealingRepository chain, Scheduler scheduler) {
    return chain
        .tail()
        .hasElement()
        .flatMap(
            exists -> {
              if (exists) {
                log.error(
                    "There is a chain in the database and no witness of it: bring the folder back"
                        + " from a backup. What was sealed before cannot be checked");
              }
              return chain.unsealed();
            })
        .flatMap(count -> Mono.fromRunnable(() -> witnesses.unsealed(count)).subscribeOn(scheduler))
        .then();
  }

  private Mono<Void> catchUp(SealingRepository chain, LocalDate day, Scheduler scheduler) {
    return Mono.fromCallable(() -> witnesses.read(day).blocks())
        .subscribeOn(scheduler)
        .flatMap(
            known -> {
              int last = known.isEmpty() ? 0 : known.getLast().number();
              byte[] hash = known.isEmpty() ? Chain.of(day).hash() : known.getLast().hash();
              return chain
                  .blocks(day, last)
                  .collectList()
                  .flatMap(blocks -> witnessed(blocks, hash, scheduler));
            });
  }

  private Mono<Void> witnessed(List<Block> blocks, byte[] hashBefore, Scheduler scheduler) {
    return Mono.<Void>fromRunnable(
            () -> {
              byte[] before = hashBefore;
              for (Block block : blocks) {
                witnesses.add(block.witness(before));
                before = block.hash();
              }
            })
        .subscribeOn(scheduler);
  }

  private Mono<Integer> round(SealingRepository chain, Scheduler scheduler) {
    return chain
        .waiting(properties.block())
        .flatMap(
            waiting ->
                waiting.ids().isEmpty()
                    ? Mono.just(0)
                    : chain
                        .tail()
                        .map(this::continued)
                        .switchIfEmpty(Mono.fromSupplier(() -> Tail.beginning(today())))
                        .flatMap(tail -> append(chain, tail, waiting, scheduler))
                        .thenReturn(waiting.ids().size()));
  }

  /** A new day has a chain of its own; a clock that goes back does not go back to an old one. */
  private Tail continued(Tail tail) {
    LocalDate today = today();
    return today.isAfter(tail.day()) ? Tail.beginning(today) : tail;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private Mono<Void> append(
      SealingRepository chain, Tail tail, Waiting waiting, Scheduler scheduler) {
    return Mono.fromCallable(() -> Block.next(tail, waiting.ids(), waiting.leaves()))
        .subscribeOn(scheduler)
        .flatMap(
            block ->
                chain
                    .append(block, waiting.lastXid())
                    .then(witnessed(List.of(block), tail.hash(), scheduler))
                    .doOnSuccess(done -> sealed.increment(block.ids().size())));
  }

  @Override
  public void stop() {
    if (work != null) {
      work.dispose();
      work = null;
    }
    if (files != null) {
      files.dispose();
      files = null;
    }
  }

  @Override
  public boolean isRunning() {
    return work != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
