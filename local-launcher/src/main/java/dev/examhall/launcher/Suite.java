package dev.examhall.launcher;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.KafkaServer;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.embedded.RedisServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a suite: what runs, with which settings. */
record Suite(List<Part> servers, List<ServicePart> services) {

  static Suite of(
      Path checkout,
      DataFolder folder,
      Routes routes,
      Secrets secrets,
      Optional<Telemetry> telemetry,
      List<Service> chosen) {
    SuitePorts ports = routes.ports();
    Path binaries = checkout.resolve(".examhall").resolve("binaries");
    PostgresServer postgres =
        new PostgresServer(
            new PostgresServer.Settings(
                folder.postgres(), binaries, ports.postgres(), secrets.postgresSuperuser()));
    RedisServer redis =
        new RedisServer(
            new RedisServer.Settings(folder.redis(), binaries, ports.redis(), secrets.redis()));
    KafkaServer kafka =
        new KafkaServer(
            new KafkaServer.Settings(folder.kafka(), ports.kafka(), ports.kafkaController())
                .advertisedAt(routes.toKafka()));
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Applications applications = new Applications(checkout.resolve(".examhall").resolve("apps"));
    List<ServicePart> services = new ArrayList<>();
    for (Service service : chosen) {
      services.add(
          new ServicePart(
              new ServiceCommand(service, ports, routes, folder, secrets, checkout, telemetry),
              applications,
              http));
    }
    return new Suite(
        List.of(
            new ServerPart(postgres, () -> createDatabases(postgres, secrets)),
            new ServerPart(redis, () -> {}),
            new ServerPart(kafka, () -> {})),
        List.copyOf(services));
  }

  private static void createDatabases(PostgresServer postgres, Secrets secrets) {
    for (Service service : Service.values()) {
      service
          .database()
          .ifPresent(
              name -> postgres.administration().createDatabase(name, secrets.database(service)));
    }
  }

  /** Servers first. */
  List<Part> all() {
    List<Part> all = new ArrayList<>(servers);
    all.addAll(services);
    return all;
  }

  /**
   * Ends what a launcher that was killed left behind in this folder, services before servers.
   *
   * @return the pids that were ended
   */
  static List<Long> endLeftovers(DataFolder folder) {
    List<Long> ended = new ArrayList<>();
    ChildProcess.endLeftover(
            folder.trainingPidFile(),
            ServiceCommand.marker(folder),
            ChildProcess.StopSignal.TERM,
            ServicePart.STOP_TIMEOUT)
        .ifPresent(ended::add);
    for (Service service : Service.values()) {
      ChildProcess.endLeftover(
              folder.pidFile(service),
              ServiceCommand.marker(folder),
              ChildProcess.StopSignal.TERM,
              ServicePart.STOP_TIMEOUT)
          .ifPresent(ended::add);
    }
    record Left(Path pidFile, Path marker, ChildProcess.StopSignal signal) {}
    for (Left left :
        List.of(
            new Left(
                folder.kafka().resolve("kafka.pid"), folder.kafka(), ChildProcess.StopSignal.TERM),
            new Left(
                folder.redis().resolve("redis.pid"), folder.redis(), ChildProcess.StopSignal.TERM),
            new Left(
                folder.postgres().resolve("postgres.pid"),
                folder.postgres(),
                ChildProcess.StopSignal.INT))) {
      ChildProcess.endLeftover(
              left.pidFile(), left.marker().toString(), left.signal(), Duration.ofSeconds(20))
          .ifPresent(ended::add);
    }
    return ended;
  }
}
