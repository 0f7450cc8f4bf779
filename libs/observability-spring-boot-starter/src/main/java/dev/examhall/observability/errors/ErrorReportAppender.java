package dev.examhall.observability.errors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.monitoring.v1.ErrorReported;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reports what is logged as an error. It returns at once, and reports at most {@link #PER_MINUTE} a
 * minute: a service in trouble logs the same thing a thousand times a second.
 */
final class ErrorReportAppender extends AppenderBase<ILoggingEvent> {

  static final int PER_MINUTE = 60;

  private static final int LONGEST_MESSAGE = 2_000;
  private static final int LONGEST_STACK_TRACE = 16_000;

  /** Their errors are about the way that a report would take. */
  private static final List<String> DELIVERY =
      List.of("dev.examhall.eventdelivery", "org.apache.kafka", "org.springframework.kafka");

  private final String service;
  private final @Nullable String version;
  private final FailedRequests requests;
  private final EventSpool spool;
  private long minute;
  private int reported;

  /**
   * @param version of the service, if it is known
   */
  ErrorReportAppender(
      String service, @Nullable String version, FailedRequests requests, EventSpool spool) {
    this.service = service;
    this.version = version;
    this.requests = requests;
    this.spool = spool;
    setName("examhall-error-reports");
  }

  /** Called one at a time by {@link AppenderBase}. */
  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.ERROR)
        || DELIVERY.stream().anyMatch(event.getLoggerName()::startsWith)
        || isRepeated(event)
        || !withinLimit(event.getTimeStamp())) {
      return;
    }
    ErrorReported report = report(event);
    spool.offer(
        new OutgoingEvent(
            report.id(),
            report.at(),
            ErrorReported.TOPIC,
            report.fingerprint(),
            ErrorReported.TYPE,
            report));
  }

  /** One exception may be logged by several on its way. */
  private boolean isRepeated(ILoggingEvent event) {
    Throwable thrown = thrown(event);
    return thrown != null && !requests.reportFirst(thrown);
  }

  private static @Nullable Throwable thrown(ILoggingEvent event) {
    return event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
  }

  private boolean withinLimit(long millis) {
    long now = millis / 60_000;
    if (now != minute) {
      minute = now;
      reported = 0;
    }
    return reported++ < PER_MINUTE;
  }

  private ErrorReported report(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    String type = thrown == null ? event.getLoggerName() : thrown.getClassName();
    UUID id = UuidCreator.getTimeOrderedEpoch();
    Instant at = Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MICROS);
    String trace = event.getMDCPropertyMap().get("trace_id");
    Throwable failure = thrown(event);
    return new ErrorReported(
        id,
        at,
        service,
        type,
        cut(Secrets.removed(message(event, thrown)), LONGEST_MESSAGE),
        thrown == null
            ? ""
            : cut(Secrets.removed(ThrowableProxyUtil.asString(thrown)), LONGEST_STACK_TRACE),
        Fingerprint.of(type, frames(thrown), event.getLoggerName() + event.getMessage()),
        trace == null || trace.isEmpty() ? null : trace,
        failure == null ? null : requests.routeOf(failure),
        version);
  }

  private static String message(ILoggingEvent event, @Nullable IThrowableProxy thrown) {
    String logged = event.getFormattedMessage();
    return thrown == null || thrown.getMessage() == null
        ? logged
        : logged + ": " + thrown.getMessage();
  }

  private static List<StackTraceElement> frames(@Nullable IThrowableProxy thrown) {
    return thrown == null
        ? List.of()
        : Stream.of(thrown.getStackTraceElementProxyArray())
            .map(StackTraceElementProxy::getStackTraceElement)
            .toList();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
