package dev.examhall.monitoring.notifying;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A receiver as it is configured. One whose address is empty is off.
 *
 * @param url of a webhook
 * @param secret signs a webhook's body, if there is one
 * @param host of the SMTP server
 * @param startTls whether the SMTP server must offer TLS
 */
public record ReceiverProperties(
    @NotNull Type type,
    @DefaultValue("") String url,
    @DefaultValue("") String secret,
    @DefaultValue("") String host,
    @DefaultValue("587") @Min(1) @Max(65535) int port,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue("true") boolean startTls,
    @DefaultValue("") String from,
    @DefaultValue List<String> to) {

  /** How it is told. */
  public enum Type {
    WEBHOOK,
    EMAIL,
    KAFKA
  }

  public ReceiverProperties {
    to = to.stream().map(String::strip).filter(address -> !address.isEmpty()).toList();
  }

  @AssertTrue(message = "an e-mail receiver with a host names from and to")
  public boolean isAddressed() {
    return type != Type.EMAIL || host.isBlank() || (!from.isBlank() && !to.isEmpty());
  }

  boolean isOn() {
    return switch (type) {
      case WEBHOOK -> !url.isBlank();
      case EMAIL -> !host.isBlank();
      case KAFKA -> true;
    };
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return type + (isOn() ? " on" : " off");
  }
}
