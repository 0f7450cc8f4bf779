package dev.examhall.launcher;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where traces go, if anywhere. */
record Telemetry(URI endpoint) {

  static final String VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";

  /**
   * @param given on the command line: may be any machine, since somebody asked for it
   * @param inherited from the environment: must be this machine, since it may be there for another
   *     program
   */
  static Optional<Telemetry> of(@Nullable String given, @Nullable String inherited) {
    if (given != null) {
      return Optional.of(new Telemetry(parse(given, "--otlp-endpoint")));
    }
    if (inherited == null || inherited.isBlank()) {
      return Optional.empty();
    }
    URI endpoint = parse(inherited, VARIABLE);
    if (!isThisMachine(endpoint.getHost())) {
      throw new LauncherException(
          VARIABLE
              + " names another machine ("
              + endpoint.getHost()
              + "): say --otlp-endpoint "
              + inherited
              + " if traces shall go there, or unset it");
    }
    return Optional.of(new Telemetry(endpoint));
  }

  /** What a service's process gets for it. */
  Map<String, String> environment(String serviceId) {
    return Map.of(
        VARIABLE,
        endpoint.toString(),
        "OTEL_SERVICE_NAME",
        serviceId,
        "OTEL_METRICS_EXPORTER",
        "none",
        "OTEL_LOGS_EXPORTER",
        "none");
  }

  static String agentFlag(Path agent) {
    if (!Files.exists(agent)) {
      throw new LauncherException(agent + " is missing: build the launcher again");
    }
    return "-javaagent:" + agent;
  }

  private static URI parse(String text, String source) {
    try {
      URI uri = URI.create(text.strip());
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // said below
    }
    throw new LauncherException(
        source + " is no address: " + text + " (expected such as http://127.0.0.1:4318)");
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
