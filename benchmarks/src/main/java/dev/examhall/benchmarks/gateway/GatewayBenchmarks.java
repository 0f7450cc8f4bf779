package dev.examhall.benchmarks.gateway;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.JvmOptions;
import dev.examhall.benchmarks.Load;
import dev.examhall.benchmarks.Nginx;
import dev.examhall.benchmarks.ServerProcess;
import dev.examhall.benchmarks.exam.ExamUnderTest;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The gateway in front of exam-render-service, with everything on. */
public final class GatewayBenchmarks {

  /** Which there are. */
  public static final List<String> NAMES = List.of("proxy", "redis", "overload");

  private static final int CONNECTIONS = 16;
  private static final int WARM_UP = Integer.getInteger("examhall.bench.warm-up", 6);
  private static final int ROUNDS = Integer.getInteger("examhall.bench.rounds", 7);
  private static final Duration EACH = Duration.ofSeconds(2);
  private static final Duration ALONE = Duration.ofMillis(500);

  /** One address asks for more than a hundred classrooms would: the limits are counted, not hit. */
  private static final Map<String, String> NO_LIMIT =
      Map.of(
          "EXAMHALL_GATEWAY_LIMITS_ADDRESS_PERSECOND", "10000000",
          "EXAMHALL_GATEWAY_LIMITS_ADDRESS_BURST", "10000000",
          "EXAMHALL_GATEWAY_LIMITS_STUDENT_PERSECOND", "1000000",
          "EXAMHALL_GATEWAY_LIMITS_STUDENT_BURST", "1000000",
          "EXAMHALL_GATEWAY_LIMITS_SAVE_PERSECOND", "1000000",
          "EXAMHALL_GATEWAY_LIMITS_SAVE_BURST", "1000000",
          "LOGGING_LEVEL_ACCESS", System.getProperty("examhall.bench.access-log", "INFO"));

  private GatewayBenchmarks() {}

  /** Runs some of them. */
  public static void run(List<String> names) throws Exception {
    try (ExamUnderTest exam = ExamUnderTest.start()) {
      exam.gateway(NO_LIMIT);
      for (String name : names) {
        switch (name) {
          case "proxy" -> proxy(exam);
          case "redis" -> RedisOutage.run(exam);
          case "overload" -> Overload.run(exam);
          default -> throw new IllegalArgumentException(name);
        }
      }
    }
  }

  /** A way to the service, measured in turns with the others. */
  private record Way(
      String name,
      Asking asking,
      Supplier<Duration> cpu,
      List<double[]> rounds,
      List<long[]> busy,
      List<long[]> alone) {

    Way(String name, Asking asking, Supplier<Duration> cpu) {
      this(name, asking, cpu, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void measure(boolean counts) throws Exception {
      Duration before = cpu.get();
      long began = System.nanoTime();
      long[] nanos = asking.run(EACH, CONNECTIONS);
      double seconds = (System.nanoTime() - began) / 1e9;
      double micros = cpu.get().minus(before).toNanos() / 1e3 / nanos.length;
      long[] one = asking.run(ALONE, 1);
      if (counts) {
        rounds.add(new double[] {nanos.length / seconds, micros});
        busy.add(nanos);
        alone.add(one);
      }
    }

    double median(int what) {
      double[] values = rounds.stream().mapToDouble(round -> round[what]).sorted().toArray();
      return values[values.length / 2];
    }

    String ratio(Way other, int what) {
      return Comparison.ratios(
          rounds.size(), round -> rounds.get(round)[what] / other.rounds.get(round)[what]);
    }
  }

  private static void proxy(ExamUnderTest exam) throws Exception {
    List<Student> students =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> exam.running(exam.student(1 + i))).toList();
    try (ServerProcess nginx = nginx(exam);
        ServerProcess bare = bare(exam)) {
      compare(
          "an empty answer (the smallest that the service gives)",
          exam,
          nginx,
          bare,
          all("/?lang=en", students));
      compare(
          "the exam page, with its student's cookie",
          exam,
          nginx,
          bare,
          students.stream()
              .map(
                  one ->
                      Load.get(
                          "/sessions/" + one.session() + "/test",
                          exam.visitorHeader(),
                          "Accept-Encoding: gzip",
                          "Accept: text/html",
                          "Cookie: " + one.cookie()))
              .toList());
    }
  }

  private static List<String> all(String path, List<Student> students) {
    return students.stream().map(one -> Load.get(path, "Accept: text/html")).toList();
  }

  /** The same requests on each way; all but the gateway need the token that it makes itself. */
  private static void compare(
      String what, ExamUnderTest exam, ServerProcess nginx, ServerProcess bare, List<String> asked)
      throws Exception {
    List<String> requests =
        asked.stream()
            .map(
                one ->
                    one.contains("Authorization")
                        ? one
                        : one.replaceFirst("\r\n", "\r\n" + exam.visitorHeader() + "\r\n"))
            .toList();
    try (Asking direct = new Asking(exam.port(), requests);
        Asking throughNginx = new Asking(nginx.port(), requests);
        Asking throughBare = new Asking(bare.port(), requests);
        Asking throughGateway = new Asking(exam.port("gateway"), requests)) {
      List<Way> ways =
          List.of(
              new Way("direct", direct, () -> Duration.ZERO),
              new Way("nginx", throughNginx, nginx::cpu),
              new Way("bare Reactor Netty proxy", throughBare, bare::cpu),
              new Way("gateway", throughGateway, () -> exam.cpu("gateway")));
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (Way way : ways) {
          way.measure(round >= 0);
        }
      }
      print(what, ways);
    }
  }

  private static void print(String what, List<Way> ways) {
    Way direct = ways.getFirst();
    Way floor = ways.get(2);
    System.out.printf(
        Locale.ROOT,
        "%s; %d connections, %d cores shared with the service and the client%n%-26s %10s %-22s %12s"
            + " %-22s %10s %10s %10s %10s%n",
        what,
        CONNECTIONS,
        Runtime.getRuntime().availableProcessors(),
        "",
        "answers/s",
        "x direct",
        "us CPU each",
        "x bare",
        "p50",
        "p99",
        "p50 alone",
        "p99 alone");
    for (Way way : ways) {
      System.out.printf(
          Locale.ROOT,
          "%-26s %,10.0f %-22s %12.0f %-22s %10s %10s %10s %10s%n",
          way.name(),
          way.median(0),
          way.ratio(direct, 0),
          way.median(1),
          way == direct ? "" : way.ratio(floor, 1),
          Comparison.time(Comparison.percentile(way.busy(), 0.5)),
          Comparison.time(Comparison.percentile(way.busy(), 0.99)),
          Comparison.time(Comparison.percentile(way.alone(), 0.5)),
          Comparison.time(Comparison.percentile(way.alone(), 0.99)));
    }
  }

  private static ServerProcess bare(ExamUnderTest exam) throws IOException, InterruptedException {
    int port = Ports.free();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.withHeap(384));
    command.addAll(
        List.of(
            "-Dreactor.netty.native=false",
            "-cp",
            System.getProperty("java.class.path", ""),
            BareProxy.class.getName(),
            Integer.toString(port),
            Integer.toString(exam.port())));
    return ServerProcess.started(
        "bare proxy",
        new ProcessBuilder(command),
        exam.folder().resolve("bare.log"),
        port,
        "/actuator/health/liveness");
  }

  private static ServerProcess nginx(ExamUnderTest exam) throws IOException, InterruptedException {
    Path root = exam.folder().resolve("nginx-proxy");
    int port = Ports.free();
    return Nginx.started(
        root,
        port,
        "/actuator/health/liveness",
        """
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log warn;
        events { worker_connections 1024; }
        http {
          access_log off;
          tcp_nodelay on; keepalive_requests 1000000000;
          client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
          uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
          upstream service {
            server 127.0.0.1:%3$d;
            keepalive 64; keepalive_requests 1000000000;
          }
          server {
            listen 127.0.0.1:%2$d;
            location / {
              proxy_pass http://service;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """
            .formatted(root, port, exam.port()));
  }
}
