package dev.examhall.activitylog.chain;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Signed statements, kept apart from the database, about what rightly is not there any more. */
@Component
public final class ChainStatements {

  private final WitnessFolder witnesses;
  private final ChainKeys keys;

  ChainStatements(WitnessFolder witnesses, ChainKeys keys) {
    this.witnesses = witnesses;
    this.keys = keys;
  }

  /** Activities before that day were or will be dropped by age. */
  public Mono<Void> keptFrom(LocalDate day) {
    return Mono.<Void>fromRunnable(() -> witnesses.keptFrom(day))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** The witness of earlier days goes, as their chains went. */
  public Mono<Void> forgetBefore(LocalDate day) {
    return Mono.<Void>fromRunnable(() -> witnesses.forgetBefore(day))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** These activities were or will be freed of their personal part. */
  public Mono<Void> erased(UUID erasure, List<UUID> activities) {
    return Mono.<Void>fromRunnable(() -> witnesses.erased(erasure, activities))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** A signature that {@link ChainKeys#publicKey} fits. */
  public String sign(String statement) {
    return keys.sign(statement);
  }
}
