package dev.examhall.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientReaderTest {

  private static final List<String> PROXIES = List.of("10.0.0.0/8", "::1");

  @Test
  void believesNobodyByDefault() {
    Client client = read(List.of(), "10.0.0.1", "1.2.3.4");

    assertThat(client.address()).isEqualTo("10.0.0.1");
    assertThat(client.secure()).isFalse();
    assertThat(client.host()).isEqualTo("inside");
  }

  @Test
  void believesATrustedProxy() {
    Client client = read(PROXIES, "10.0.0.1", "1.2.3.4");

    assertThat(client.address()).isEqualTo("1.2.3.4");
    assertThat(client.secure()).isTrue();
    assertThat(client.host()).isEqualTo("exam.example");
  }

  @Test
  void readsAChainFromItsEndAndOnlyThroughTrustedProxies() {
    assertThat(read(PROXIES, "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.9.9.9").address())
        .isEqualTo("1.2.3.4");
  }

  @Test
  void neverTakesANameForAnAddress() {
    assertThat(read(PROXIES, "10.0.0.1", "localhost").address()).isEqualTo("10.0.0.1");
  }

  @Test
  void doesNotBelieveAStrangerThatIsNoProxy() {
    assertThat(read(PROXIES, "11.0.0.1", "1.2.3.4").address()).isEqualTo("11.0.0.1");
  }

  @Test
  void namesTheSettingThatIsWrong() {
    assertThatThrownBy(() -> new Networks(List.of("10.0.0.0/33")))
        .hasMessageContaining("examhall.gateway.trusted-proxies", "10.0.0.0/33");
    assertThatThrownBy(() -> new Networks(List.of("proxy.example")))
        .hasMessageContaining("proxy.example");
  }

  private static Client read(List<String> trusted, String peer, String forwardedFor) {
    return new ClientReader(new Networks(trusted))
        .read(
            MockServerHttpRequest.get("http://inside/")
                .remoteAddress(new InetSocketAddress(peer, 1234))
                .header("Host", "inside")
                .header("X-Forwarded-For", forwardedFor)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "exam.example")
                .build());
  }
}
