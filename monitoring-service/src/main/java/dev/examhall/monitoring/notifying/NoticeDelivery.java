package dev.examhall.monitoring.notifying;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.alerting.Notice;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Tells each receiver in the order in which things happened, and tries again for about an hour. One
 * receiver that is away delays no other.
 */
final class NoticeDelivery implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(NoticeDelivery.class);

  private static final int WAITING = 1_000;
  private static final Duration ATTEMPT = Duration.ofSeconds(10);

  /**
   * @param attempts after the first
   * @param pause before the second attempt; doubled each time
   */
  record Persistence(int attempts, Duration pause, Duration longestPause) {
    static final Persistence DEFAULT =
        new Persistence(20, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  private record Line(Receiver receiver, Sinks.Many<WaitingNotice> notices) {}

  private final List<Line> lines;
  private final Persistence persistence;
  private final WaitingNotices waiting;
  private final MeterRegistry meters;
  private Disposable.Composite running = Disposables.composite();

  NoticeDelivery(
      List<Receiver> receivers,
      Persistence persistence,
      WaitingNotices waiting,
      MeterRegistry meters) {
    this.waiting = waiting;
    this.lines = receivers.stream().map(NoticeDelivery::line).toList();
    this.persistence = persistence;
    this.meters = meters;
  }

  private static Line line(Receiver receiver) {
    return new Line(
        receiver, Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(WAITING)));
  }

  /** Hands a notice on to those whom its alert is for; never waits. */
  void accept(Notice notice) {
    Set<String> wanted = notice.alert().receivers();
    for (Line line : lines) {
      if (wanted.isEmpty() || wanted.contains(line.receiver.name())) {
        queue(
            line,
            new WaitingNotice(
                UuidCreator.getTimeOrderedEpochPlus1(), line.receiver.name(), notice));
      }
    }
  }

  private void queue(Line line, WaitingNotice notice) {
    waiting.begun(notice);
    Sinks.EmitResult taken = line.notices.tryEmitNext(notice);
    if (taken.isFailure()) {
      waiting.ended(notice);
      log.warn("{} cannot be told of {}: {}", line.receiver.name(), notice.notice().text(), taken);
      count(line.receiver, "given-up");
    }
  }

  /** What was left by the instance before this one; for nobody, if the receiver is no more. */
  private void takeUp(WaitingNotice left) {
    lines.stream()
        .filter(line -> line.receiver.name().equals(left.receiver()))
        .findFirst()
        .ifPresentOrElse(line -> queue(line, left), () -> waiting.ended(left));
  }

  @Override
  public synchronized void start() {
    running = Disposables.composite();
    for (Line line : lines) {
      running.add(
          line.notices
              .asFlux()
              .concatMap(notice -> deliver(line.receiver, notice))
              .subscribe(
                  nothing -> {},
                  failure -> log.error("{} is told no more", line.receiver.name(), failure)));
    }
    waiting.start(this::takeUp);
  }

  private Mono<Void> deliver(Receiver receiver, WaitingNotice waitingNotice) {
    Notice notice = waitingNotice.notice();
    return Mono.defer(() -> receiver.deliver(notice))
        .timeout(ATTEMPT)
        .retryWhen(
            Retry.backoff(persistence.attempts(), persistence.pause())
                .maxBackoff(persistence.longestPause())
                .doBeforeRetry(
                    signal -> {
                      count(receiver, "retried");
                      if (signal.totalRetries() == 0) {
                        log.warn(
                            "{} cannot be told, and is tried again: {}",
                            receiver.name(),
                            signal.failure().toString());
                      }
                    }))
        .doOnSuccess(nothing -> count(receiver, "delivered"))
        .onErrorResume(
            failure -> {
              count(receiver, "given-up");
              log.error("{} was never told: {}", receiver.name(), notice.text(), failure);
              return Mono.empty();
            })
        .then(Mono.fromRunnable(() -> waiting.ended(waitingNotice)));
  }

  private void count(Receiver receiver, String outcome) {
    meters
        .counter(NotifyingMetric.NOTICES.key(), "receiver", receiver.name(), "outcome", outcome)
        .increment();
  }

  @Override
  public void stop(Runnable callback) {
    running.dispose();
    waiting
        .stop()
        .doFinally(signal -> callback.run())
        .subscribe(nothing -> {}, failure -> log.debug("Notices were not written", failure));
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public synchronized boolean isRunning() {
    return !running.isDisposed() && running.size() > 0;
  }
}
