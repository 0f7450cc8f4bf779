package dev.examhall.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Reads the public keys of people's tokens from the gateway, with this service's own token. */
final class JwksClient {

  static final String GATEWAY = "gateway";

  private final WebClient client;
  private final URI uri;
  private final Duration timeout;

  JwksClient(URI uri, Duration timeout, ServiceTokens tokens) {
    this.uri = uri;
    this.timeout = timeout;
    this.client =
        WebClient.builder()
            .clientConnector(
                new ReactorClientHttpConnector(
                    HttpClient.create()
                        .option(
                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                            Math.toIntExact(timeout.toMillis()))))
            .filter(ServiceTokenFilter.forAudience(tokens, GATEWAY))
            .build();
  }

  /** The keys by id; an error when the gateway does not give them within the time-out. */
  Mono<Map<String, ECPublicKey>> fetch() {
    return client
        .get()
        .uri(uri)
        .retrieve()
        .bodyToMono(String.class)
        .timeout(timeout)
        .map(JwksClient::read);
  }

  static Map<String, ECPublicKey> read(String json) {
    try {
      Map<String, ECPublicKey> keys = new HashMap<>();
      for (JWK jwk : JWKSet.parse(json).getKeys()) {
        if (jwk instanceof ECKey key && key.getKeyID() != null) {
          keys.put(key.getKeyID(), key.toECPublicKey());
        }
      }
      return Map.copyOf(keys);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("The gateway's key set is not readable", e);
    }
  }
}
