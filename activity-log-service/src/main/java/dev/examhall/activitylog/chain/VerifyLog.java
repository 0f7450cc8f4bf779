package dev.examhall.activitylog.chain;

import dev.examhall.activitylog.chain.Finding.Kind;
import dev.examhall.activitylog.chain.WitnessFolder.Statements;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Checks the log: every activity against its seal, every chain against its witness. */
@Component
public final class VerifyLog {

  private static final Logger log = LoggerFactory.getLogger(VerifyLog.class);

  private final VerificationRepository database;
  private final WitnessFolder witnesses;
  private final ChainKeys keys;
  private final MeterRegistry meters;
  private final Clock clock = Clock.systemUTC();
  private final Scheduler files = Schedulers.boundedElastic();

  VerifyLog(
      VerificationRepository database,
      WitnessFolder witnesses,
      ChainKeys keys,
      MeterRegistry meters) {
    this.database = database;
    this.witnesses = witnesses;
    this.keys = keys;
    this.meters = meters;
  }

  /** Checks the chains of these days, and that nothing stands outside of any chain. */
  public Mono<ChainReport> verify(LocalDate from, LocalDate to) {
    return Mono.fromCallable(witnesses::statements)
        .subscribeOn(files)
        .flatMap(statements -> verify(from, to, statements))
        .doOnNext(this::tell);
  }

  private void tell(ChainReport report) {
    if (!report.intact()) {
      meters.counter(ChainMetric.BROKEN.id()).increment();
      log.error("The log is not what was sealed: {}", report.first());
    }
  }

  private Mono<ChainReport> verify(LocalDate from, LocalDate to, Statements statements) {
    Mono<List<ChainReport.Day>> days =
        Mono.zip(database.days(), Mono.fromCallable(witnesses::days).subscribeOn(files))
            .flatMapIterable(
                both -> {
                  TreeSet<LocalDate> all = new TreeSet<>(both.getT1());
                  all.addAll(both.getT2());
                  // What went by age may have gone in part: its chain says nothing any more.
                  LocalDate first = statements.keptFrom().filter(from::isBefore).orElse(from);
                  return all.tailSet(first, true).headSet(to, true);
                })
            .concatMap(day -> day(day, statements))
            .collectList();
    return days.flatMap(
        checked ->
            Mono.zip(strays(statements), database.waiting())
                .map(rest -> report(checked, rest.getT1().orElse(null), rest.getT2(), statements)));
  }

  private ChainReport report(
      List<ChainReport.Day> days, @Nullable Finding stray, long waiting, Statements statements) {
    Finding first =
        days.stream()
            .flatMap(day -> Optional.ofNullable(day.finding()).stream())
            .findFirst()
            .orElse(stray);
    return new ChainReport(
        first == null,
        first,
        days.stream().mapToLong(ChainReport.Day::sealed).sum(),
        waiting,
        statements.unsealed(),
        days,
        clock.instant(),
        keys.publicKey());
  }

  private Mono<ChainReport.Day> day(LocalDate day, Statements statements) {
    Mono<Optional<UUID>> keptFrom =
        statements
            .keptFrom()
            .map(kept -> database.floor(kept).map(Optional::of))
            .orElse(Mono.just(Optional.empty()));
    return Mono.zip(
            keptFrom,
            Mono.fromCallable(() -> witnesses.read(day)).subscribeOn(files),
            database.blocks(day))
        .flatMap(
            all ->
                new DayCheck(
                        day,
                        all.getT2(),
                        all.getT3(),
                        new BlockCheck(
                            keys.sealing(), statements.erased(), all.getT1().orElse(null)))
                    .run());
  }

  /** The check of one day, block after block until something is found. */
  private final class DayCheck {

    private final LocalDate day;
    private final WitnessFolder.Day known;
    private final int blocks;
    private final BlockCheck check;
    private byte[] hash;
    private long sealed;

    DayCheck(LocalDate day, WitnessFolder.Day known, int blocks, BlockCheck check) {
      this.day = day;
      this.known = known;
      this.blocks = blocks;
      this.check = check;
      this.hash = Chain.of(day).hash();
    }

    Mono<ChainReport.Day> run() {
      if (known.forged() > 0) {
        return Mono.just(
            result(
                new Finding(
                    Kind.WITNESS_FORGED,
                    day,
                    0,
                    null,
                    known.forged() + " lines of the witness are not signed by this log")));
      }
      return Flux.fromIterable(known.blocks())
          .concatMap(this::block, 1)
          .next()
          .map(this::result)
          .switchIfEmpty(Mono.defer(this::unwitnessed));
    }

    /** Emits what is wrong with it, if anything is. */
    private Mono<Finding> block(Witness witness) {
      boolean last = witness.number() == known.blocks().getLast().number();
      return database
          .block(day, witness.number())
          .flatMap(
              block ->
                  database
                      .rows(block.ids())
                      .publishOn(Schedulers.parallel())
                      .map(rows -> check.check(block, witness, hash, last, rows)))
          .switchIfEmpty(
              Mono.fromSupplier(
                  () -> Optional.of(BlockCheck.missing(witness, witness.number() > blocks))))
          .doOnNext(
              found -> {
                hash = witness.hash();
                sealed += witness.size();
              })
          .flatMap(Mono::justOrEmpty);
    }

    /** The newest block may be on its way to the witness: only older ones are suspicious. */
    private Mono<ChainReport.Day> unwitnessed() {
      int last = known.blocks().isEmpty() ? 0 : known.blocks().getLast().number();
      if (blocks <= last + 1) {
        return Mono.just(result(null));
      }
      return database
          .block(day, last + 1)
          .map(
              block ->
                  result(
                      new Finding(
                          Kind.UNWITNESSED,
                          day,
                          block.firstPosition(),
                          block.ids().getFirst(),
                          "the chain goes on in the database and its witness does not")))
          .switchIfEmpty(Mono.fromSupplier(() -> result(null)));
    }

    private ChainReport.Day result(@Nullable Finding finding) {
      return new ChainReport.Day(day, sealed, HexFormat.of().formatHex(hash), finding);
    }
  }

  private Mono<Optional<Finding>> strays(Statements statements) {
    Mono<Finding> inNoChain =
        database
            .strays()
            .next()
            .map(
                id ->
                    new Finding(
                        Kind.INSERTED, null, 0, id, "it is in the log and in no day's chain"));
    Mono<Finding> withoutSeal =
        database
            .unsealed()
            .filter(unsealed -> unsealed.count() > statements.unsealed())
            .map(
                unsealed ->
                    new Finding(
                        Kind.INSERTED,
                        null,
                        0,
                        unsealed.newest(),
                        "it has no seal, and there are more such than when the chain began"));
    return inNoChain.switchIfEmpty(withoutSeal).map(Optional::of).defaultIfEmpty(Optional.empty());
  }
}
