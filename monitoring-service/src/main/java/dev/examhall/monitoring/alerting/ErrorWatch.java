package dev.examhall.monitoring.alerting;

import dev.examhall.monitoring.RepeatingTask;
import dev.examhall.monitoring.errors.UntoldErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Looks for groups of errors that nobody was told of, and hands on what there is to tell. */
public final class ErrorWatch extends RepeatingTask {

  private static final Logger log = LoggerFactory.getLogger(ErrorWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 500;

  private final UntoldErrors errors;
  private final ErrorNotices notices;
  private final BooleanSupplier speaks;
  private final AlertJournal journal;
  private final Consumer<Notice> told;
  private final Clock clock;
  private final Scheduler timer;

  /**
   * @param speaks whether it is this instance that tells
   * @param told gets what receivers are to be told; must not wait
   */
  public ErrorWatch(
      UntoldErrors errors,
      ErrorNotices notices,
      BooleanSupplier speaks,
      AlertJournal journal,
      Consumer<Notice> told,
      Clock clock,
      Scheduler timer) {
    super(PAUSE, PAUSE, timer);
    this.errors = errors;
    this.notices = notices;
    this.speaks = speaks;
    this.journal = journal;
    this.told = told;
    this.clock = clock;
    this.timer = timer;
  }

  @Override
  protected Mono<Void> once() {
    return speaks.getAsBoolean() ? look() : Mono.empty();
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("Groups of errors cannot be looked at", failure);
  }

  private Mono<Void> look() {
    return errors
        .untold(AT_ONCE)
        .collectList()
        .timeout(PATIENCE, timer)
        .flatMap(
            untold -> {
              Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
              ErrorNotices.Told next = notices.of(untold, now);
              for (Notice notice : next.notices()) {
                log.atInfo()
                    .addKeyValue("alert", notice.alert().key())
                    .addKeyValue("kind", notice.kind())
                    .log("Alert {} {}: {}", notice.alert().key(), notice.kind(), notice.text());
                journal.keep(notice);
                told.accept(notice);
              }
              return errors.told(next.settled(), now).timeout(PATIENCE, timer);
            });
  }
}
