package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class UpstreamFailureTest {

  @Test
  void tellsApartWhatTheServiceMayHaveSeen() {
    assertThat(UpstreamFailure.of(new ConnectException())).isEqualTo(UpstreamFailure.NOT_CONNECTED);
    assertThat(UpstreamFailure.of(new IOException("reset"))).isEqualTo(UpstreamFailure.BROKEN_OFF);
    assertThat(UpstreamFailure.of(new TimeoutException())).isEqualTo(UpstreamFailure.TIMED_OUT);
  }

  @Test
  void looksBehindWhatWrapsTheCause() {
    assertThat(UpstreamFailure.of(new IllegalStateException(new ConnectException())))
        .isEqualTo(UpstreamFailure.NOT_CONNECTED);
  }

  @Test
  void doesNotBlameTheServiceForTheClientsMistake() {
    assertThat(UpstreamFailure.of(new BodyTooLargeException()).countsAgainstService()).isFalse();
    assertThat(UpstreamFailure.of(new IllegalStateException()).countsAgainstService()).isFalse();
  }
}
