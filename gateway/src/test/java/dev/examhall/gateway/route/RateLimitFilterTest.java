package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitFilterTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,            192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
    "2001:db8:1:2:0:0:0:1, 2001:db8:1:2",
    "0:0:0:0:0:0:0:1,      0:0:0:0",
    "unknown,              unknown",
  })
  void takesASubscriberForOneClient(String address, String network) {
    assertThat(RateLimitFilter.network(address)).isEqualTo(network);
  }
}
