package dev.examhall.benchmarks.gateway;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.exam.ExamUnderTest;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Three times as many pages as there can be are asked for while students save. */
final class Overload {

  private static final int STUDENTS = 64;
  private static final int SAVES_A_SECOND = 50;
  private static final int TIMES = 3;

  /** More than the gateway lets wait, and fewer than a process may have open. */
  private static final int MOST_CONNECTIONS = 4_000;

  private static final Duration LASTING =
      Duration.parse(System.getProperty("examhall.bench.overload", "PT60S"));

  /** The first time, in which the compilers of all JVMs take a part of the cores, is told apart. */
  private static final Duration COLD = Duration.ofSeconds(20);

  private final ExamUnderTest exam;
  private final List<Student> students;
  private final HttpClient crowd;
  private final HttpClient savers;
  private final Queue<Long> saveNanos = new ConcurrentLinkedQueue<>();
  private final Queue<Long> pageNanos = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> saves = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> pages = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private int saved;

  private Overload(ExamUnderTest exam, List<Student> students) {
    this.exam = exam;
    this.students = students;
    this.crowd = client("crowd", MOST_CONNECTIONS, 1);
    // a save shall not wait for its turn among the generator's own pages
    this.savers = client("savers", STUDENTS * 4, -1).runOn(LoopResources.create("savers", 1, true));
  }

  /**
   * Clients with connections of their own, as browsers have.
   *
   * @param pending how many may wait for a connection; -1: any number
   */
  private HttpClient client(String name, int connections, int pending) {
    return HttpClient.create(
            ConnectionProvider.builder(name)
                .maxConnections(connections)
                .pendingAcquireMaxCount(pending)
                .build())
        .host("127.0.0.1")
        .port(exam.port("gateway"))
        .responseTimeout(Duration.ofSeconds(30));
  }

  static void run(ExamUnderTest exam) throws Exception {
    List<Student> students =
        IntStream.range(0, STUDENTS).mapToObj(i -> exam.running(exam.student(500 + i))).toList();
    double capacity;
    try (Asking asking =
        new Asking(
            exam.port("gateway"),
            students.stream()
                .limit(32)
                .map(
                    one ->
                        "GET /sessions/%s/test HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nCookie: %s\r\n\r\n"
                            .formatted(one.session(), one.cookie()))
                .toList())) {
      asking.run(Duration.ofSeconds(20), 32);
      capacity = asking.run(Duration.ofSeconds(5), 32).length / 5.0;
    }
    Overload overload = new Overload(exam, students);
    overload.run("the first moments", capacity, COLD);
    overload.run("then", capacity, LASTING);
  }

  private void run(String when, double capacity, Duration lasting) throws InterruptedException {
    double pagesPerSecond = capacity * TIMES;
    pages.clear();
    saves.clear();
    pageNanos.clear();
    saveNanos.clear();
    long began = System.nanoTime();
    Duration cpuBefore = cpu();
    Duration gatewayBefore = exam.cpu("gateway");
    Duration serviceBefore = exam.cpu();
    long end = began + lasting.toNanos();
    long pagesSent = 0;
    long savesSent = 0;
    while (System.nanoTime() < end) {
      double at = (System.nanoTime() - began) / 1e9;
      for (; pagesSent < at * pagesPerSecond; pagesSent++) {
        page(students.get((int) (pagesSent % STUDENTS)));
      }
      for (; savesSent < at * SAVES_A_SECOND; savesSent++) {
        int number = saved / STUDENTS;
        save(students.get(saved++ % STUDENTS), 1 + number % ExamUnderTest.QUESTIONS, 2 + number);
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double ownCores = cores(cpuBefore, cpu(), seconds);
    double gatewayCores = cores(gatewayBefore, exam.cpu("gateway"), seconds);
    double serviceCores = cores(serviceBefore, exam.cpu(), seconds);
    long patience = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (open.get() > 0 && System.nanoTime() < patience) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: capacity %.0f pages/s; for %.0f s %.0f pages/s were asked for (%.1f times that) and"
            + " %.0f saves/s; of %d cores the generator took %.2f, the gateway %.2f,"
            + " exam-render-service %.2f%n",
        when,
        capacity,
        seconds,
        pagesSent / seconds,
        pagesSent / seconds / capacity,
        savesSent / seconds,
        Runtime.getRuntime().availableProcessors(),
        ownCores,
        gatewayCores,
        serviceCores);
    print("saves", saves, saveNanos);
    print("pages", pages, pageNanos);
  }

  private void page(Student student) {
    send(
        crowd
            .headers(
                headers ->
                    headers
                        .set("Cookie", student.cookie())
                        .set("Accept", "text/html")
                        .set("Accept-Encoding", "gzip"))
            .get()
            .uri("/sessions/" + student.session() + "/test"),
        pages,
        pageNanos);
  }

  private void save(Student student, int number, int revision) {
    byte[] body =
        "{\"revision\":%d,\"parts\":[{\"choices\":[\"%s\"]}]}"
            .formatted(revision, (char) ('A' + revision % 5))
            .getBytes(StandardCharsets.UTF_8);
    send(
        savers
            .headers(
                headers ->
                    headers
                        .set("Cookie", student.cookie())
                        .set("Sec-Fetch-Site", "same-origin")
                        .set("Content-Type", "application/json")
                        .set("Content-Length", body.length))
            .request(HttpMethod.PUT)
            .uri("/api/v1/sessions/" + student.session() + "/answers/" + number)
            .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body))),
        saves,
        saveNanos);
  }

  private void send(
      HttpClient.ResponseReceiver<?> request, Map<String, LongAdder> counts, Queue<Long> nanos) {
    long began = System.nanoTime();
    open.incrementAndGet();
    request
        .responseSingle((answer, body) -> body.thenReturn(Integer.toString(answer.status().code())))
        .onErrorResume(error -> Mono.just(error.getClass().getSimpleName()))
        .subscribe(
            how -> {
              counts.computeIfAbsent(how, unknown -> new LongAdder()).increment();
              nanos.add(System.nanoTime() - began);
              open.decrementAndGet();
            });
  }

  private static double cores(Duration before, Duration after, double seconds) {
    return after.minus(before).toNanos() / 1e9 / seconds;
  }

  private static Duration cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Duration.ofNanos(system.getProcessCpuTime())
        : Duration.ZERO;
  }

  private static void print(String what, Map<String, LongAdder> counts, Queue<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT, "  %s %s: %s%n", what, new TreeMap<>(counts), Comparison.spread(sorted));
  }
}
