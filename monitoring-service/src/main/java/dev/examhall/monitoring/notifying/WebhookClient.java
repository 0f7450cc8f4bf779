package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Notice;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts alerts as JSON. {@code Idempotency-Key} is the same for the same notice however often it is
 * sent; {@code Examhall-Signature} is {@code sha256=} and the HMAC of the body, if there is a
 * secret.
 */
final class WebhookClient implements Receiver {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final String url;
  private final String secret;
  private final WebClient http;

  WebhookClient(String name, String url, String secret, WebClient http) {
    this.name = name;
    this.url = url;
    this.secret = secret;
    this.http = http;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mono<Void> deliver(Notice notice) {
    AlertMessage message = AlertMessage.of(notice);
    byte[] body = JSON.writeValueAsBytes(message);
    return http.post()
        .uri(url)
        .contentType(MediaType.APPLICATION_JSON)
        .header("Idempotency-Key", message.idempotencyKey())
        .headers(
            headers -> {
              if (!secret.isEmpty()) {
                headers.set("Examhall-Signature", "sha256=" + signed(body));
              }
            })
        .bodyValue(body)
        .retrieve()
        .toBodilessEntity()
        .then();
  }

  private String signed(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
