package dev.examhall.observability.errors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.eventdelivery.spool.EventSpoolAutoConfiguration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Error reports from the log; {@code examhall.error-reports.enabled=false} switches them off. */
@AutoConfiguration(after = EventSpoolAutoConfiguration.class)
@ConditionalOnClass(LoggerContext.class)
@ConditionalOnBooleanProperty(name = "examhall.error-reports.enabled", matchIfMissing = true)
public class ErrorReportAutoConfiguration {

  @Bean
  FailedRequests failedRequests() {
    return new FailedRequests();
  }

  @Bean
  FailedRouteHandler failedRouteHandler(FailedRequests requests) {
    return new FailedRouteHandler(requests);
  }

  @Bean
  Attached errorReports(
      ServiceId service, Environment environment, FailedRequests requests, EventSpool spool) {
    return new Attached(
        new ErrorReportAppender(
            service.value(),
            // from the jar's manifest
            environment.getProperty("spring.application.version"),
            requests,
            spool));
  }

  @Bean
  AbandonedAnswers abandonedAnswers() {
    return new AbandonedAnswers();
  }

  /** The appender for as long as the context lives. */
  static final class Attached implements AutoCloseable {

    private final ErrorReportAppender appender;

    Attached(ErrorReportAppender appender) {
      this.appender = appender;
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        appender.setContext(context);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
      }
    }

    @Override
    public void close() {
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
        appender.stop();
      }
    }
  }
}
