package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads what Spring Boot's health endpoint answers. */
final class HealthAnswerReader {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Always up, or about the build and not about health. */
  private static final Set<String> MEANINGLESS =
      Set.of("ping", "ssl", "refreshScope", "discoveryComposite", "reactiveDiscoveryClients");

  private static final int LONGEST_MESSAGE = 300;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private HealthAnswerReader() {}

  /**
   * @param httpStatus of the answer
   * @param body of the answer
   */
  static Observation read(int httpStatus, byte[] body, Duration latency) {
    if (httpStatus == 401 || httpStatus == 403) {
      // The service is there; it is this monitor that it does not let in.
      return new Observation.Inconclusive(
          "the service refused the monitor's token (HTTP %d)".formatted(httpStatus));
    }
    // Spring Boot answers 503 when it is down; anything else is not a health answer.
    if (httpStatus != 200 && httpStatus != 503) {
      return new Observation.Failed("answered HTTP " + httpStatus, latency);
    }
    JsonNode health;
    try {
      health = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return new Observation.Failed(
          "answered HTTP %d without health".formatted(httpStatus), latency);
    }
    if (!health.path("status").isString()) {
      return new Observation.Failed(
          "answered HTTP %d without health".formatted(httpStatus), latency);
    }
    Map<String, Observation.Component> components = new TreeMap<>();
    health
        .path("components")
        .properties()
        .forEach(
            entry -> {
              if (!MEANINGLESS.contains(entry.getKey())) {
                components.put(entry.getKey(), component(entry.getValue()));
              }
            });
    String status = health.get("status").asString();
    return new Observation.Answered(state(status), "status " + status, components, latency);
  }

  private static Observation.Component component(JsonNode component) {
    JsonNode details = component.path("details");
    String message = details.path("message").asString(details.path("error").asString(""));
    return new Observation.Component(
        state(component.path("status").asString("")), printable(message));
  }

  /** PostgreSQL stores no NUL, and a log line is one line. */
  private static String printable(String message) {
    String line = CONTROL.matcher(message).replaceAll(" ");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static HealthState state(String status) {
    return switch (status) {
      case "UP" -> HealthState.UP;
      case "DOWN", "OUT_OF_SERVICE", "CRITICAL" -> HealthState.DOWN;
      case "WARNING", "DEGRADED" -> HealthState.DEGRADED;
      default -> HealthState.UNKNOWN;
    };
  }
}
