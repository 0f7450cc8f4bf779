package dev.examhall.monitoring.errors;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.monitoring.v1.ErrorReported;
import dev.examhall.observability.errors.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes reports, groups them, and lets people decide what becomes of a group. */
final class ErrorGroups implements EventHandler<ErrorReported>, ErrorBoard {

  /** From browsers, a second and instance: made-up ones must not fill the database. */
  static final int BROWSERS_PER_SECOND = 20;

  private static final int LONGEST_MESSAGE = 2_000;
  private static final int LONGEST_STACK = 8_000;
  private static final int LONGEST_NAME = 200;

  private final ErrorRepository repository;
  private final Clock clock;
  private final AtomicLong second = new AtomicLong();
  private final AtomicInteger taken = new AtomicInteger();

  ErrorGroups(ErrorRepository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
  }

  /** An error in a page, as its script saw it. */
  record BrowserError(
      String type, String message, String stack, String page, @Nullable String release) {}

  @Override
  public Mono<Void> handle(List<IncomingEvent<ErrorReported>> events) {
    return repository.add(events.stream().map(event -> event(event.data())).toList());
  }

  private static ErrorEvent event(ErrorReported report) {
    return new ErrorEvent(
        report.id(),
        printable(report.fingerprint(), LONGEST_NAME),
        report.at(),
        printable(report.service(), LONGEST_NAME),
        printable(report.type(), LONGEST_NAME),
        report.version(),
        report.route(),
        report.traceId(),
        printable(report.message(), LONGEST_MESSAGE),
        printable(report.stackTrace(), LONGEST_STACK * 2));
  }

  /**
   * Takes a browser's report in.
   *
   * @return whether it was taken; false if there are too many at the moment
   */
  Mono<Boolean> addFromBrowser(BrowserError error) {
    Instant now = clock.instant();
    if (!withinLimit(now.getEpochSecond())) {
      return Mono.just(false);
    }
    String type = printable(Secrets.removed(error.type()), LONGEST_NAME);
    String message = printable(Secrets.removed(error.message()), LONGEST_MESSAGE);
    String stack = printable(Secrets.removed(error.stack()), LONGEST_STACK);
    return repository
        .add(
            List.of(
                new ErrorEvent(
                    UuidCreator.getTimeOrderedEpoch(),
                    BrowserFingerprint.of(type, message, stack),
                    now.truncatedTo(ChronoUnit.MICROS),
                    "browser",
                    type,
                    error.release() == null ? null : printable(error.release(), LONGEST_NAME),
                    printable(template(error.page()), LONGEST_NAME),
                    null,
                    message,
                    stack)))
        .thenReturn(true);
  }

  /** Addresses name sessions and exams: what is stored is their pattern. */
  private static String template(String page) {
    String path = page.split("[?#]", 2)[0];
    return path.replaceAll("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}", "{id}").replaceAll("\\d{2,}", "{n}");
  }

  private boolean withinLimit(long now) {
    if (second.getAndSet(now) != now) {
      taken.set(0);
    }
    return taken.incrementAndGet() <= BROWSERS_PER_SECOND;
  }

  /** PostgreSQL stores no NUL. */
  private static String printable(String text, int longest) {
    String clean = text.replace('\u0000', ' ');
    return clean.length() <= longest ? clean : clean.substring(0, longest);
  }

  Flux<ErrorGroup> list(
      ErrorGroup.@Nullable Status status,
      @Nullable String service,
      @Nullable Instant before,
      int limit) {
    return repository.list(
        status,
        service,
        before == null ? clock.instant().plus(Duration.ofDays(1)) : before,
        Math.clamp(limit, 1, 200));
  }

  @Override
  public Flux<ErrorGroup> list(ErrorGroup.@Nullable Status status, int limit) {
    return list(status, null, null, limit);
  }

  @Override
  public Mono<ErrorGroup> find(String fingerprint) {
    return repository.find(fingerprint);
  }

  @Override
  public Flux<ErrorEvent> events(String fingerprint) {
    return repository.events(fingerprint, ErrorConfiguration.KEPT);
  }

  @Override
  public Mono<ErrorGroup> decide(String fingerprint, ErrorGroup.Status status, String operator) {
    return repository.decide(
        fingerprint, status, operator, clock.instant().truncatedTo(ChronoUnit.MICROS));
  }
}
