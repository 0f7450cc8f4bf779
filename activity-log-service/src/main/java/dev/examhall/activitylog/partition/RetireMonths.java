package dev.examhall.activitylog.partition;

import dev.examhall.activitylog.chain.ChainStatements;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Drops months that are old, and says so where the chain is checked. */
public final class RetireMonths {

  private static final Logger log = LoggerFactory.getLogger(RetireMonths.class);

  private final PartitionRepository partitions;
  private final PartitionProperties properties;
  private final ChainStatements statements;
  private final Clock clock;

  RetireMonths(
      PartitionRepository partitions,
      PartitionProperties properties,
      ChainStatements statements,
      Clock clock) {
    this.partitions = partitions;
    this.properties = properties;
    this.statements = statements;
    this.clock = clock;
  }

  /** Completes when it is done; a month that somebody reads just now waits for the next time. */
  public Mono<Void> retire() {
    if (properties.retention().isZero()) {
      return Mono.empty();
    }
    LocalDate before =
        LocalDate.ofInstant(clock.instant().minus(properties.retention()), ZoneOffset.UTC)
            .withDayOfMonth(1);
    // Said before it is done: the other way round a crash would look like a deletion.
    return partitions
        .isThereBefore(before)
        .filter(Boolean::booleanValue)
        .flatMap(
            old ->
                statements
                    .keptFrom(before)
                    .then(partitions.drop(before))
                    .then(statements.forgetBefore(before))
                    .doOnSuccess(done -> log.info("Dropped what happened before {}", before)));
  }
}
