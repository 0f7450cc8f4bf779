package dev.examhall.monitoring.alerting;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.RepeatingTask;
import dev.examhall.monitoring.health.SystemHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Looks at what is believed each second, and hands on what there is to tell. */
public final class AlertWatch extends RepeatingTask {

  private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Findings findings;
  private final AlertTiming timing;
  private final Supplier<SystemHealth> health;
  private final Readings readings;
  private final Predicate<String> maintained;
  private final Standing standing;
  private final AlertJournal journal;
  private final Consumer<Notice> told;
  private final Clock clock;
  private final Scheduler timer;
  private final Instant started;
  private final Set<String> seenWell = new HashSet<>();
  private volatile AlertBook book = AlertBook.EMPTY;
  private boolean remembered;

  /** Whether this instance may speak now. */
  public interface Standing {

    /** Whether it is this instance that tells, and not another. */
    boolean speaks();

    /** Whether the monitor itself seems to be cut off, so that nothing it sees means anything. */
    boolean isolated();
  }

  /**
   * @param told gets what receivers are to be told; must not wait
   */
  public AlertWatch(
      Findings findings,
      AlertTiming timing,
      Supplier<SystemHealth> health,
      Readings readings,
      Predicate<String> maintained,
      Standing standing,
      AlertJournal journal,
      Consumer<Notice> told,
      Clock clock,
      Scheduler timer) {
    super(Duration.ZERO, STEP, timer);
    this.findings = findings;
    this.timing = timing;
    this.health = health;
    this.readings = readings;
    this.maintained = maintained;
    this.standing = standing;
    this.journal = journal;
    this.told = told;
    this.clock = clock;
    this.started = clock.instant();
    this.timer = timer;
  }

  /** Alerts that people were told of and that are not over. */
  public List<Alert> raised() {
    return book.raised();
  }

  @Override
  protected Mono<Void> once() {
    return remember().then(Mono.fromRunnable(this::step));
  }

  @Override
  protected void failed(Throwable failure) {
    log.error("Looking for alerts failed", failure);
  }

  /** Takes over what was open when this instance, or the one before it, last wrote. */
  private Mono<Void> remember() {
    return Mono.defer(
        () -> {
          if (!standing.speaks()) {
            remembered = false;
            return Mono.empty();
          }
          if (remembered) {
            return Mono.empty();
          }
          return journal
              .open()
              .timeout(PATIENCE, timer)
              .doOnNext(
                  open -> {
                    remembered = true;
                    Map<String, Alert> all = new LinkedHashMap<>();
                    open.forEach(alert -> all.put(alert.key(), alert));
                    all.putAll(book.alerts());
                    book = new AlertBook(all);
                  })
              // Without the database it speaks all the same: that may be what there is to tell.
              .onErrorResume(failure -> Mono.empty())
              .then();
        });
  }

  void step() {
    if (!standing.speaks()) {
      book = AlertBook.EMPTY;
      return;
    }
    if (standing.isolated()) {
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    AlertBook.Step step =
        book.after(
            known(findings.of(health.get(), readings, book.alerts().values()), now),
            now,
            timing,
            maintained,
            UuidCreator::getTimeOrderedEpoch);
    book = step.book();
    for (Notice notice : step.notices()) {
      log.atWarn()
          .addKeyValue("alert", notice.alert().key())
          .addKeyValue("kind", notice.kind())
          .log("Alert {} {}: {}", notice.alert().key(), notice.kind(), notice.text());
      journal.keep(notice);
      told.accept(notice);
    }
  }

  /** Without what was never seen working, for a while after the start. */
  private List<Finding> known(List<Finding> all, Instant now) {
    all.stream()
        .filter(finding -> finding.truth() == Truth.HOLDS_NOT)
        .forEach(finding -> seenWell.add(finding.key()));
    if (!now.isBefore(started.plus(timing.startGrace()))) {
      return all;
    }
    return all.stream()
        .filter(
            finding -> seenWell.contains(finding.key()) || book.alerts().containsKey(finding.key()))
        .toList();
  }
}
