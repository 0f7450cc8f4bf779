package dev.examhall.monitoring.notifying;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Writes down what receivers have not taken within a moment, so that a monitor that is started
 * anew, or another that takes over, tells it. Never stands in the way of telling: what cannot be
 * written now, since it may be the database that is away, is written later.
 */
final class WaitingNotices {

  private static final Logger log = LoggerFactory.getLogger(WaitingNotices.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST = 1_000;

  private final WaitingNoticeRepository repository;
  private final BooleanSupplier speaks;
  private final Scheduler timer;
  private final Map<UUID, WaitingNotice> inHand = new ConcurrentHashMap<>();
  private final Set<UUID> written = ConcurrentHashMap.newKeySet();
  private final Set<UUID> over = ConcurrentHashMap.newKeySet();
  private boolean takenUp;
  private Disposable loop = Disposables.disposed();

  /**
   * @param speaks whether it is this instance that tells
   */
  WaitingNotices(WaitingNoticeRepository repository, BooleanSupplier speaks, Scheduler timer) {
    this.repository = repository;
    this.speaks = speaks;
    this.timer = timer;
  }

  void begun(WaitingNotice notice) {
    inHand.put(notice.id(), notice);
  }

  /** It was delivered, or given up. */
  void ended(WaitingNotice notice) {
    over.add(notice.id());
    inHand.remove(notice.id());
  }

  /**
   * @param left gets what was left by the instance before this one, the oldest first
   */
  void start(Consumer<WaitingNotice> left) {
    loop =
        Mono.defer(() -> tidy().then(takeUp(left)))
            .onErrorResume(
                failure -> {
                  log.debug("Waiting notices cannot be written down", failure);
                  return Mono.empty();
                })
            .then(Mono.defer(() -> Mono.delay(PAUSE, timer)))
            .repeat()
            .subscribe(nothing -> {}, failure -> log.error("Writing notices down ended", failure));
  }

  /** Writes the rest down; completes however that ends. */
  Mono<Void> stop() {
    loop.dispose();
    return tidy()
        .onErrorResume(
            failure -> {
              log.warn("{} notices are lost: {}", inHand.size(), failure.toString());
              return Mono.empty();
            });
  }

  /** First what is to be kept, then what is to go: what is over meanwhile goes. */
  private Mono<Void> tidy() {
    return Mono.defer(
            () -> {
              List<WaitingNotice> unwritten =
                  inHand.values().stream().filter(one -> !written.contains(one.id())).toList();
              return unwritten.isEmpty()
                  ? Mono.<Void>empty()
                  : repository
                      .keep(unwritten)
                      .then(
                          Mono.fromRunnable(() -> unwritten.forEach(one -> written.add(one.id()))));
            })
        .then(
            Mono.defer(
                () -> {
                  List<UUID> gone = List.copyOf(over);
                  // also what was not written, as far as is known: that may have failed half-way
                  return (gone.isEmpty() ? Mono.<Void>empty() : repository.forget(gone))
                      .then(
                          Mono.<Void>fromRunnable(
                              () -> {
                                gone.forEach(over::remove);
                                gone.forEach(written::remove);
                              }));
                }))
        .timeout(PATIENCE, timer);
  }

  private Mono<Void> takeUp(Consumer<WaitingNotice> left) {
    return Mono.defer(
        () -> {
          if (!speaks.getAsBoolean()) {
            takenUp = false;
            return Mono.empty();
          }
          return takenUp
              ? Mono.empty()
              : repository
                  .all(MOST)
                  .filter(one -> !inHand.containsKey(one.id()) && !over.contains(one.id()))
                  .collectList()
                  .timeout(PATIENCE, timer)
                  .doOnNext(
                      all -> {
                        takenUp = true;
                        all.forEach(one -> written.add(one.id()));
                        all.forEach(left);
                      })
                  .then();
        });
  }
}
