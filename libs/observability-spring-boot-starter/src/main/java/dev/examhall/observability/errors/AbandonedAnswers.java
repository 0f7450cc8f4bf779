package dev.examhall.observability.errors;

import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

/**
 * Tells apart what Reactor has nobody to give to. A remote call that fails after its caller gave up
 * on it (a time-out cancels, and the connection's own failure comes later) has been dealt with
 * where it was given up. Anything else that nobody takes is a bug, and is reported as one.
 */
final class AbandonedAnswers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AbandonedAnswers.class);

  /** WebClient, when a call is cancelled in the moment in which its answer arrives. */
  private static final String RELEASED = "The client response body has been released already";

  private static final int DEEPEST = 20;

  AbandonedAnswers() {
    Hooks.onErrorDropped(AbandonedAnswers::dropped);
  }

  static void dropped(Throwable failure) {
    if (isLate(failure)) {
      log.debug("An answer failed for which nobody waits any more", failure);
    } else {
      log.error("An error reached nobody", failure);
    }
  }

  private static boolean isLate(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof IOException
          || cause instanceof java.util.concurrent.TimeoutException
          || cause instanceof TimeoutException
          || cause instanceof RetriableException
          || String.valueOf(cause.getMessage()).startsWith(RELEASED)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  @Override
  public void close() {
    Hooks.resetOnErrorDropped();
  }
}
