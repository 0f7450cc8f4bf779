package dev.examhall.observability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.monitoring.v1.ErrorReported;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorReportAppenderTest {

  private final List<OutgoingEvent> spooled = new ArrayList<>();
  private final FailedRequests requests = new FailedRequests();
  private Logger log;
  private Logger delivery;

  @BeforeEach
  void attach() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    ErrorReportAppender appender =
        new ErrorReportAppender("some-service", "1.2.3", requests, spooled::add);
    appender.setContext(context);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    log = context.getLogger("dev.examhall.some.Thing");
    delivery = context.getLogger("dev.examhall.eventdelivery.spool.DiskEventSpool");
  }

  @Test
  void reportsAnErrorWithItsStackTrace() {
    log.error("could not save", new IllegalStateException("no room"));

    assertThat(spooled).hasSize(1);
    ErrorReported report = (ErrorReported) spooled.getFirst().data();
    assertThat(report.service()).isEqualTo("some-service");
    assertThat(report.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(report.message()).isEqualTo("could not save: no room");
    assertThat(report.stackTrace()).contains("ErrorReportAppenderTest");
    assertThat(spooled.getFirst().key()).isEqualTo(report.fingerprint());
  }

  @Test
  void reportsAnExceptionThatIsLoggedTwiceOnItsWayOnce() {
    IllegalStateException failure = new IllegalStateException("no room");
    log.error("could not save", failure);
    log.error("request failed", new RuntimeException("wrapped", failure));
    log.error("could not save", new IllegalStateException("no room"));

    assertThat(spooled).hasSize(2);
  }

  @Test
  void namesTheRouteAndTheVersion() {
    IllegalStateException failure = new IllegalStateException("no room");
    requests.failed(failure, "POST /start");

    log.error("request failed", new RuntimeException("wrapped", failure));

    ErrorReported report = (ErrorReported) spooled.getFirst().data();
    assertThat(report.route()).isEqualTo("POST /start");
    assertThat(report.version()).isEqualTo("1.2.3");
  }

  @Test
  void takesSecretsOut() {
    log.error(
        "refused password=hunter2 Authorization: Bearer abc.def-ghi and"
            + " eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln");

    assertThat(((ErrorReported) spooled.getFirst().data()).message())
        .doesNotContain("hunter2", "abc.def-ghi", "eyJ");
  }

  @Test
  void leavesWarningsAndItsOwnWayToKafkaAlone() {
    log.warn("only a warning");
    delivery.error("the spool is broken");

    assertThat(spooled).isEmpty();
  }

  @Test
  void reportsNoMoreThanItsLimitInAMinute() {
    for (int i = 0; i < 10 * ErrorReportAppender.PER_MINUTE; i++) {
      log.error("again");
    }

    // The test may run over the turn of a minute.
    assertThat(spooled.size())
        .isBetween(ErrorReportAppender.PER_MINUTE, 2 * ErrorReportAppender.PER_MINUTE);
  }
}
