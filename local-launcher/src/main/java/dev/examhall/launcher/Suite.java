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
import java.util.stream.Stream;

/**
 * The parts of a suite: what runs, with which settings.
 *
 * @param balancers in front of services that run more than once, not listening yet
 */
record Suite(List<Part> servers, List<Balancer> balancers, List<ServicePart> services) {

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
    List<Balancer> balancers = new ArrayList<>();
    for (Service service : chosen) {
      List<Instance> instances = ports.instances(service);
      for (Instance instance : instances) {
        services.add(
            new ServicePart(
                new ServiceCommand(instance, ports, routes, folder, secrets, checkout, telemetry),
                applications,
                http));
      }
      if (instances.size() > 1) {
        balancers.add(new Balancer(ports.of(service), instances.stream().map(ports::of).toList()));
      }
    }
    return new Suite(
        List.of(
            new ServerPart(postgres, () -> createDatabases(postgres, secrets)),
            new ServerPart(redis, () -> {}),
            new ServerPart(kafka, () -> {})),
        List.copyOf(balancers),
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

  List<ServicePart> firstInstances() {
    return services.stream().filter(Suite::isFirst).toList();
  }

  List<ServicePart> otherInstances() {
    return services.stream().filter(service -> !isFirst(service)).toList();
  }

  private static boolean isFirst(ServicePart service) {
    return service.command().instance().number() == 1;
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
    SuitePorts most = new SuitePorts(SuitePorts.DEFAULT_BASE, SuitePorts.MOST_REPLICAS);
    Stream.of(Service.values())
        .flatMap(service -> most.instances(service).stream())
        .forEach(
            instance ->
                ChildProcess.endLeftover(
                        folder.pidFile(instance),
                        ServiceCommand.marker(folder),
                        ChildProcess.StopSignal.TERM,
                        ServicePart.STOP_TIMEOUT)
                    .ifPresent(ended::add));
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
