package dev.examhall.benchmarks.restart;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two instances of each of the six services behind balancers, students and a teacher at work, and
 * every instance in turn told to end and started again, as a rolling update does. What is wanted is
 * that not one request fails.
 *
 * <p>Servers and the demo exam are the launcher's: {@code ./examhall up} into a new data folder,
 * then again with the servers alone.
 */
public final class RestartBenchmarks {

  /** Which services can be restarted. */
  public static final List<String> NAMES =
      List.of(
          "gateway",
          "exam-render-service",
          "cache-service",
          "monitoring-service",
          "activity-log-service",
          "asset-service");

  private static final Map<String, String> DATABASES =
      Map.of(
          "gateway", "gateway",
          "exam-render-service", "exam_render",
          "monitoring-service", "monitoring",
          "activity-log-service", "activity_log");

  private static final int INSTANCES = 2;
  private static final int STUDENTS = Integer.getInteger("examhall.bench.students", 6);
  private static final int PORT = Integer.getInteger("examhall.bench.port", 18_700);
  private static final String DRAIN = System.getProperty("examhall.bench.drain", "15s");

  private final Path home = Path.of(Objects.requireNonNull(System.getProperty("examhall.home")));
  private final Path data;
  private final Map<String, Balancer> balancers = new LinkedHashMap<>();
  private final Map<String, List<Instance>> instances = new LinkedHashMap<>();

  private RestartBenchmarks(Path data) {
    this.data = data;
  }

  /** Restarts instances of these services; the others are there too. */
  public static void run(List<String> names) throws Exception {
    Path data = Files.createTempDirectory("examhall-restarts");
    RestartBenchmarks restarts = new RestartBenchmarks(data);
    try {
      restarts.prepare();
      restarts.startAll();
      restarts.restart(names);
    } finally {
      restarts.end();
    }
  }

  private void prepare() throws IOException, InterruptedException {
    System.out.println("The demo exam, then the servers alone");
    examhall("up", "--detach", "--demo", "--port", "" + PORT, "--data", data.toString());
    examhall("down", "--data", data.toString());
    examhall(
        "up", "--detach", "--services", "none", "--port", "" + PORT, "--data", data.toString());
  }

  private void examhall(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("examhall").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("examhall.log").toFile())
            .start();
    if (!process.waitFor(15, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(Files.readString(data.resolve("examhall.log")));
    }
  }

  /** Balancers have the ports that the services have otherwise; instances the next ones. */
  private void startAll() throws IOException, InterruptedException {
    Properties secrets = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("secrets/suite.properties"))) {
      secrets.load(reader);
    }
    System.out.println("Two instances of each service");
    for (int number = 0; number < NAMES.size(); number++) {
      String service = NAMES.get(number);
      List<Integer> ports = new ArrayList<>();
      for (int instance = 0; instance < INSTANCES; instance++) {
        ports.add(PORT + 20 + INSTANCES * number + instance);
      }
      Balancer balancer = new Balancer(PORT + number, ports);
      balancers.put(service, balancer);
      List<Instance> started = new ArrayList<>();
      instances.put(service, started);
      for (int instance = 0; instance < INSTANCES; instance++) {
        Instance begun =
            new Instance(
                service + ' ' + (instance + 1),
                home.resolve(service).resolve("target").resolve(service + ".jar"),
                ports.get(instance),
                data.resolve("instances").resolve(service + '-' + (instance + 1)),
                environment(service, secrets),
                balancer);
        started.add(begun);
      }
      // a service at a time, and of those that need the keys of people's tokens the gateway first
      for (Instance each : started) {
        each.awaitReady();
      }
    }
  }

  private Map<String, String> environment(String service, Properties secrets) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    List<String> variables =
        List.of("GATEWAY", "EXAM_RENDER", "CACHE", "MONITORING", "ACTIVITY_LOG", "ASSET");
    for (int number = 0; number < variables.size(); number++) {
      environment.put(
          "EXAMHALL_" + variables.get(number) + "_URL", "http://127.0.0.1:" + (PORT + number));
    }
    environment.put("EXAMHALL_POSTGRES_PORT", "" + (PORT + 6));
    environment.put("EXAMHALL_REDIS_PORT", "" + (PORT + 7));
    environment.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + (PORT + 8));
    environment.put("EXAMHALL_INTERNAL_SECRET", secrets.getProperty("internal-secret"));
    environment.put("EXAMHALL_REDIS_PASSWORD", secrets.getProperty("redis-password"));
    String database = DATABASES.get(service);
    if (database != null) {
      environment.put(
          "EXAMHALL_DATABASE_PASSWORD", secrets.getProperty("database-password." + database));
    }
    environment.put("EXAMHALL_SHUTDOWN_DRAIN", DRAIN);
    // what instances share, as they do in a cluster
    Path shared = data.resolve("services");
    environment.put("EXAMHALL_GATEWAY_KEYS_FOLDER", shared.resolve("gateway/keys").toString());
    environment.put(
        "EXAMHALL_ACTIVITYLOG_CHAIN_FOLDER",
        shared.resolve("activity-log-service/chain").toString());
    environment.put("EXAMHALL_MEDIA_FOLDER", shared.resolve("asset-service/media").toString());
    environment.put(
        "EXAMHALL_BUNDLES_RELEASESFOLDER", shared.resolve("asset-service/releases").toString());
    return environment;
  }

  private void restart(List<String> names) throws Exception {
    Requests requests = new Requests();
    URI gateway = URI.create("http://127.0.0.1:" + PORT);
    List<Visitor> students = new ArrayList<>();
    List<Thread> visits = new ArrayList<>();
    for (int number = 1; number <= STUDENTS; number++) {
      Visitor student = new Visitor(gateway, requests);
      String name = "Student+" + number;
      students.add(student);
      visits.add(Thread.ofVirtual().start(() -> unlessInterrupted(() -> student.takeExam(name))));
    }
    Properties account = new Properties();
    try (Reader reader =
        Files.newBufferedReader(data.resolve("secrets/first-account.properties"))) {
      account.load(reader);
    }
    visits.add(
        Thread.ofVirtual()
            .start(
                () ->
                    unlessInterrupted(
                        () ->
                            new Visitor(gateway, requests)
                                .teach(account.getProperty("password")))));
    TimeUnit.SECONDS.sleep(5);
    for (String name : names) {
      for (Instance instance : Objects.requireNonNull(instances.get(name))) {
        requests.restarting(instance.name());
        double[] seconds = instance.restart();
        System.out.printf(
            "  %-24s ended after %4.1f s, ready %4.1f s later, failed so far: %d%n",
            instance.name(), seconds[0], seconds[1], requests.failures().size());
      }
    }
    requests.restarting("nothing");
    TimeUnit.SECONDS.sleep(3);
    requests.stop();
    for (Thread visit : visits) {
      visit.join();
    }
    report(requests, students);
  }

  @FunctionalInterface
  private interface Visit {
    void run() throws InterruptedException;
  }

  private static void unlessInterrupted(Visit visit) {
    try {
      visit.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void report(Requests requests, List<Visitor> students)
      throws InterruptedException {
    requests
        .counts()
        .forEach((kind, count) -> System.out.printf("  %-16s %6d requests%n", kind, count.sum()));
    int answers = 0;
    int missing = 0;
    for (Visitor student : students) {
      answers += student.answers();
      missing += student.missing().size();
    }
    System.out.printf(
        "Failed requests: %d. Acknowledged answers: %d, missing: %d%n",
        requests.failures().size(), answers, missing);
    if (!requests.failures().isEmpty() || missing > 0 || answers == 0) {
      throw new IllegalStateException("a restart was noticed");
    }
  }

  private void end() throws IOException, InterruptedException {
    instances.values().forEach(each -> each.forEach(Instance::end));
    for (List<Instance> each : instances.values()) {
      for (Instance instance : each) {
        instance.awaitEnd();
      }
    }
    for (Balancer balancer : balancers.values()) {
      balancer.close();
    }
    examhall("down", "--data", data.toString());
    if (!Boolean.getBoolean("examhall.bench.keep")) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
