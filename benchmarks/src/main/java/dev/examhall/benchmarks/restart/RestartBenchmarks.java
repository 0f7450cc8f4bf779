package dev.examhall.benchmarks.restart;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two instances of each of the six services behind balancers, students and a teacher at work, and
 * every instance in turn told to end and started again, as a rolling update does. What is wanted is
 * that not one request fails.
 *
 * <p>The suite is the launcher's: {@code ./examhall up --replicas 2} into a new data folder.
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

  private static final int INSTANCES = 2;
  private static final int STUDENTS = Integer.getInteger("examhall.bench.students", 6);
  private static final int PORT = Integer.getInteger("examhall.bench.port", 18_700);
  private static final String DRAIN = System.getProperty("examhall.bench.drain", "15s");

  private final Path home = Path.of(Objects.requireNonNull(System.getProperty("examhall.home")));
  private final Path data;

  private RestartBenchmarks(Path data) {
    this.data = data;
  }

  /** Restarts instances of these services; the others are there too. */
  public static void run(List<String> names) throws Exception {
    Path data = Files.createTempDirectory("examhall-restarts");
    RestartBenchmarks restarts = new RestartBenchmarks(data);
    try {
      restarts.start();
      restarts.restart(names);
    } finally {
      restarts.end();
    }
  }

  private void start() throws IOException, InterruptedException {
    System.out.println("Two instances of each service");
    examhall(
        "up",
        "--detach",
        "--demo",
        "--replicas",
        "" + INSTANCES,
        "--port",
        "" + PORT,
        "--data",
        data.toString());
  }

  private void examhall(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("examhall").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("examhall.log").toFile());
    builder.environment().put("EXAMHALL_SHUTDOWN_DRAIN", DRAIN);
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(Files.readString(data.resolve("examhall.log")));
    }
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
      for (Instance instance : Instance.of(name, data)) {
        requests.restarting(instance.id());
        double[] seconds = instance.restart();
        System.out.printf(
            "  %-24s ended after %4.1f s, ready %4.1f s later, failed so far: %d%n",
            instance.id(), seconds[0], seconds[1], requests.failures().size());
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
