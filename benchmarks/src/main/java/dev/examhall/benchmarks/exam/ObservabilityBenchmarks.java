package dev.examhall.benchmarks.exam;

import com.sun.net.httpserver.HttpServer;
import dev.examhall.benchmarks.Checkout;
import dev.examhall.benchmarks.Load;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * What traces and measurements cost the exam page and the session's state: instances of the service
 * side by side, measured in turns.
 */
public final class ObservabilityBenchmarks {

  /** Which there are. */
  public static final List<String> NAMES = List.of("page");

  private static final String BUILD = "build local-launcher and libs first";
  private static final int CONNECTIONS = 8;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 7;
  private static final Duration EACH = Duration.ofSeconds(2);

  private ObservabilityBenchmarks() {}

  private record Way(String name, String instance, Load load, List<double[]> rounds) {

    double median(int what) {
      double[] values = rounds.stream().mapToDouble(round -> round[what]).sorted().toArray();
      return values[values.length / 2];
    }
  }

  /** Runs them. */
  public static void run(List<String> names) throws Exception {
    LongAdder bytes = new LongAdder();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ExamUnderTest exam = ExamUnderTest.start()) {
      collector.setExecutor(threads);
      collector.createContext(
          "/",
          exchange -> {
            try (exchange) {
              bytes.add(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
              exchange.sendResponseHeaders(200, -1);
            }
          });
      collector.start();
      String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
      exam.instance(
          "without-ours",
          List.of(
              "-Dspring.autoconfigure.exclude="
                  + "dev.examhall.observability.measure.MeasureAutoConfiguration"),
          Map.of());
      exam.instance("all-traced", agent(), tracing(endpoint, "1"));
      exam.instance("tenth-traced", agent(), tracing(endpoint, "0.1"));
      compare(exam);
      System.out.printf(Locale.ROOT, "the collector got %,d bytes%n", bytes.sum());
    } finally {
      collector.stop(0);
    }
  }

  private static void compare(ExamUnderTest exam) throws Exception {
    Student student = exam.running(exam.student(1));
    for (int question = 1; question <= ExamUnderTest.QUESTIONS; question++) {
      exam.save(student, question, 1);
    }
    String page = "/sessions/" + student.session() + "/test";
    String state = "/api/v1/sessions/" + student.session();
    for (String path : List.of(page, state)) {
      List<Way> ways = new ArrayList<>();
      try {
        ways.add(way(exam, "as it is, no agent", "exam-render-service", path, student));
        ways.add(way(exam, "without our measurements", "without-ours", path, student));
        ways.add(way(exam, "agent, every request traced", "all-traced", path, student));
        ways.add(way(exam, "agent, a tenth traced", "tenth-traced", path, student));
        for (int round = -WARM_UP; round < ROUNDS; round++) {
          for (Way way : ways) {
            measure(exam, way, round >= 0);
          }
        }
        print(path.equals(page) ? "the exam page" : "session and answers as JSON", ways);
      } finally {
        for (Way way : ways) {
          way.load.close();
        }
      }
    }
  }

  private static Way way(
      ExamUnderTest exam, String name, String instance, String path, Student student)
      throws Exception {
    return new Way(
        name,
        instance,
        new Load(
            exam.port(instance),
            path,
            CONNECTIONS,
            exam.visitorHeader(),
            "Cookie: " + student.cookie(),
            "Accept-Encoding: gzip"),
        new ArrayList<>());
  }

  private static void measure(ExamUnderTest exam, Way way, boolean counts) throws Exception {
    Duration before = exam.cpu(way.instance);
    long began = System.nanoTime();
    long answers = way.load.run(EACH);
    double seconds = (System.nanoTime() - began) / 1e9;
    double micros = exam.cpu(way.instance).minus(before).toNanos() / 1e3 / answers;
    if (counts) {
      way.rounds.add(new double[] {answers / seconds, micros});
    }
  }

  private static void print(String what, List<Way> ways) {
    Way reference = ways.getFirst();
    System.out.printf(
        Locale.ROOT,
        "%n%-32s %10s %12s %12s %8s%n",
        what,
        "answers/s",
        "us CPU each",
        "x answers",
        "x CPU");
    for (Way way : ways) {
      System.out.printf(
          Locale.ROOT,
          "%-32s %,10.0f %,12.0f %12.2f %8.2f%n",
          way.name,
          way.median(0),
          way.median(1),
          way.median(0) / reference.median(0),
          way.median(1) / reference.median(1));
    }
  }

  private static List<String> agent() {
    return List.of(
        "-javaagent:" + Checkout.file("local-launcher/target/opentelemetry-javaagent.jar", BUILD),
        "-Dotel.javaagent.extensions="
            + Checkout.file("libs/trace-boundary/target/trace-boundary.jar", BUILD));
  }

  private static Map<String, String> tracing(String endpoint, String share) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
        "OTEL_SERVICE_NAME", "exam-render-service",
        "OTEL_METRICS_EXPORTER", "none",
        "OTEL_LOGS_EXPORTER", "none",
        "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG", share);
  }
}
