package dev.examhall.launcher;

import dev.examhall.embedded.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a service is run: its JVM's flags and the environment variables that are its only
 * configuration from outside.
 */
record ServiceCommand(
    Instance instance,
    SuitePorts ports,
    Routes routes,
    DataFolder folder,
    Secrets secrets,
    Path checkout,
    Optional<Telemetry> telemetry) {

  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xmx160m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.awt.headless=true");

  Service service() {
    return instance.service();
  }

  int port() {
    return ports.of(instance);
  }

  Path jar() {
    return checkout.resolve(service().id()).resolve("target").resolve(service().id() + ".jar");
  }

  Path log() {
    return folder.log(instance.id());
  }

  Path dataFolder() {
    return folder.of(instance);
  }

  ChildProcess.Program program(Application application) {
    return new ChildProcess.Program(
        instance.id(),
        commandLine(application),
        environment(),
        dataFolder(),
        log(),
        folder.pidFile(instance),
        marker(folder),
        ChildProcess.StopSignal.TERM,
        ServicePart.STOP_TIMEOUT);
  }

  /** By this a process is known to be a service of a suite with this data folder. */
  static String marker(DataFolder folder) {
    return "-Dexamhall.data=" + folder.path();
  }

  List<String> commandLine(Application application) {
    List<String> command = java();
    if (telemetry.isPresent()) {
      command.add(
          Telemetry.agentFlag(
              checkout.resolve("local-launcher/target/opentelemetry-javaagent.jar")));
      command.add(
          "-Dotel.javaagent.extensions="
              + checkout.resolve("libs/trace-boundary/target/trace-boundary.jar"));
    }
    Path classCache = classCache(application);
    if (canUseClassCache(application) && Files.exists(classCache)) {
      command.add("-XX:AOTCache=" + classCache);
      // A damaged one is left aside then, instead of ending the JVM.
      command.add("-XX:+VerifySharedSpaces");
    }
    command.addAll(List.of("-jar", application.jar().toString()));
    return command;
  }

  private List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.add(marker(folder));
    return command;
  }

  /** The JVM takes none when an agent may change classes. */
  boolean canUseClassCache(Application application) {
    return application.unpacked() && telemetry.isEmpty();
  }

  /** Where the cache of this service's loaded classes is kept. It fits one JVM and its flags. */
  Path classCache(Application application) {
    String name = application.jar().getFileName().toString();
    int fits = Objects.hash(System.getProperty("java.vm.version"), JVM_FLAGS);
    return application
        .jar()
        .resolveSibling("%s-%08x.aot".formatted(name.substring(0, name.lastIndexOf('.')), fits));
  }

  /** Starts the service as far as its beans are made, and writes its class cache. */
  ChildProcess.Program training(Application application, Path classCache) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
    command.addAll(java());
    command.add("-Dspring.context.exit=onRefresh");
    command.add("-XX:AOTCacheOutput=" + classCache);
    command.addAll(List.of("-jar", application.jar().toString()));
    Map<String, String> environment = environment();
    environment.put("EXAMHALL_DATA_DIR", trainingFolder().toString());
    return new ChildProcess.Program(
        service().id() + "'s training",
        command,
        environment,
        trainingFolder(),
        trainingLog(),
        folder.trainingPidFile(),
        marker(folder),
        ChildProcess.StopSignal.TERM,
        ServicePart.STOP_TIMEOUT);
  }

  /** The twin must not write where the service does. */
  Path trainingFolder() {
    return folder.path().resolve("run").resolve("training");
  }

  Path trainingLog() {
    return folder.log("training");
  }

  Map<String, String> environment() {
    Service service = service();
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    environment.put("SERVER_PORT", Integer.toString(port()));
    for (Service each : Service.values()) {
      environment.put(each.urlVariable(), "http://127.0.0.1:" + routes.to(each, service));
    }
    environment.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + routes.toKafka());
    environment.put("EXAMHALL_INTERNAL_SECRET", secrets.internal());
    environment.put("EXAMHALL_DATA_DIR", dataFolder().toString());
    environment.put("EXAMHALL_POSTGRES_HOST", "127.0.0.1");
    environment.put("EXAMHALL_POSTGRES_PORT", Integer.toString(routes.toPostgres(service)));
    if (service.database().isPresent()) {
      environment.put("EXAMHALL_DATABASE_PASSWORD", secrets.database(service));
    }
    environment.put("EXAMHALL_REDIS_HOST", "127.0.0.1");
    environment.put("EXAMHALL_REDIS_PORT", Integer.toString(routes.toRedis(service)));
    if (service.usesRedis()) {
      environment.put("EXAMHALL_REDIS_PASSWORD", secrets.redis());
    }
    if (service == Service.GATEWAY) {
      environment.put("EXAMHALL_FIRST_ACCOUNT_FILE", folder.firstAccount().toString());
    }
    // On a laptop nobody waits half a minute for open streams.
    environment.put("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "5s");
    environment.putAll(sharedFolders());
    telemetry.ifPresent(
        target -> {
          environment.putAll(target.environment(service.id()));
          if (service == Service.GATEWAY) {
            environment.put("EXAMHALL_TRACES_BOUNDARY", "true");
          }
        });
    return environment;
  }

  /**
   * What later instances have in common with the first, which made it; everything else is apart.
   */
  private Map<String, String> sharedFolders() {
    if (instance.number() == 1) {
      return Map.of();
    }
    Path first = folder.of(new Instance(service(), 1));
    return switch (service()) {
      case GATEWAY -> Map.of("EXAMHALL_GATEWAY_KEYS_FOLDER", first.resolve("keys").toString());
      case ACTIVITY_LOG ->
          Map.of("EXAMHALL_ACTIVITYLOG_CHAIN_FOLDER", first.resolve("chain").toString());
      case ASSET ->
          Map.of(
              "EXAMHALL_MEDIA_FOLDER",
              first.resolve("media").toString(),
              "EXAMHALL_BUNDLES_RELEASESFOLDER",
              first.resolve("releases").toString());
      case EXAM_RENDER, CACHE, MONITORING -> Map.of();
    };
  }
}
