package dev.examhall.launcher;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** One service in a JVM of its own. */
final class ServicePart implements Part {

  static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final ServiceCommand command;
  private final Applications applications;
  private final HttpClient http;
  private final ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVICE);

  ServicePart(ServiceCommand command, Applications applications, HttpClient http) {
    this.command = command;
    this.applications = applications;
    this.http = http;
  }

  @Override
  public String id() {
    return command.instance().id();
  }

  @Override
  public int port() {
    return command.port();
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public Path log() {
    return command.log();
  }

  ServiceCommand command() {
    return command;
  }

  /**
   * @throws LauncherException if it is not built or cannot be unpacked
   */
  Application application() {
    if (!Files.exists(command.jar())) {
      throw new LauncherException(
          command.jar() + " is missing: build it with ./examhall up, or mvn -Dquick package");
    }
    try {
      return applications.of(command.service().id(), command.jar());
    } catch (IOException e) {
      throw new LauncherException(
          "Cannot unpack %s into %s: %s".formatted(command.jar(), applications.folder(), e), e);
    }
  }

  /** Does what can be done before the servers are ready. */
  void prepare() {
    try {
      application();
    } catch (LauncherException e) {
      // The start meets it again, and tells it.
      return;
    }
  }

  @Override
  public void start() {
    Application application = application();
    if (!Ports.isFree(port())) {
      throw new LauncherException(
          "Port " + port() + " (for " + id() + ") is taken: end what listens there");
    }
    try {
      Files.createDirectories(command.dataFolder());
    } catch (IOException e) {
      throw new LauncherException("Cannot make " + command.dataFolder() + ": " + e, e);
    }
    process.start(command.program(application));
    process.awaitReady(START_TIMEOUT, Duration.ofMillis(200), () -> isReady(http, url()));
  }

  static boolean isReady(HttpClient http, String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/actuator/health/readiness"))
            .timeout(PROBE_TIMEOUT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public CompletableFuture<Integer> onExit() {
    return process.onExit();
  }

  @Override
  public OptionalLong pid() {
    return process.pid();
  }

  @Override
  public void stop() {
    process.stop();
  }
}
