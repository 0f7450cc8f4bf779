package dev.examhall.gateway.route;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** What it means that a call to a service ended with an error. */
enum UpstreamFailure {
  /** No connection came about: the service has seen nothing of the request. */
  NOT_CONNECTED,
  /** The connection broke: the service may have done what was asked for. */
  BROKEN_OFF,
  /** No answer in time. */
  TIMED_OUT,
  /** The breaker is open: nobody asked the service. */
  NOT_ASKED,
  /** The client sent more than is allowed. */
  BODY_TOO_LARGE,
  /** The client stopped sending. */
  BODY_TOO_SLOW,
  /** The client went away, or something that is not the service's doing. */
  OTHER;

  boolean countsAgainstService() {
    return this == NOT_CONNECTED || this == BROKEN_OFF || this == TIMED_OUT;
  }

  /** Reads can be asked again when the connection was at fault. */
  boolean repeatable() {
    return this == NOT_CONNECTED || this == BROKEN_OFF;
  }

  static UpstreamFailure of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = next(cause)) {
      UpstreamFailure known = known(cause);
      if (known != null) {
        return known;
      }
    }
    return OTHER;
  }

  private static @Nullable Throwable next(Throwable error) {
    return error.getCause() == error ? null : error.getCause();
  }

  private static @Nullable UpstreamFailure known(Throwable error) {
    return switch (error) {
      case BodyTooLargeException tooLarge -> BODY_TOO_LARGE;
      case BodyTooSlowException tooSlow -> BODY_TOO_SLOW;
      case CallNotPermittedException open -> NOT_ASKED;
      // includes Netty's time-out of connecting
      case ConnectException refused -> NOT_CONNECTED;
      case UnknownHostException unknown -> NOT_CONNECTED;
      case PoolAcquireTimeoutException full -> NOT_CONNECTED;
      case PoolAcquirePendingLimitException full -> NOT_CONNECTED;
      case TimeoutException late -> TIMED_OUT;
      case AbortedException gone -> OTHER;
      case IOException broken -> BROKEN_OFF;
      default -> null;
    };
  }
}
