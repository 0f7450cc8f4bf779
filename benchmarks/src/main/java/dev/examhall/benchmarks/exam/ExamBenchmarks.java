package dev.examhall.benchmarks.exam;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.Load;
import dev.examhall.benchmarks.Nginx;
import dev.examhall.benchmarks.ServerProcess;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The exam page and the saves of exam-render-service, with everything on. */
public final class ExamBenchmarks {

  /** Which there are. */
  public static final List<String> NAMES = List.of("rendering", "page", "saves", "opening");

  private static final int CONNECTIONS = 16;
  private static final int CROWD = 64;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 7;
  private static final Duration EACH = Duration.ofSeconds(2);

  private ExamBenchmarks() {}

  /** Runs some of them. */
  public static void run(List<String> names) throws Exception {
    if (names.contains("rendering")) {
      Rendering.run();
    }
    List<String> served = names.stream().filter(name -> !name.equals("rendering")).toList();
    if (served.isEmpty()) {
      return;
    }
    try (ExamUnderTest exam = ExamUnderTest.start()) {
      for (String name : served) {
        switch (name) {
          case "page" -> page(exam);
          case "saves" -> saves(exam);
          case "opening" -> opening(exam);
          default -> throw new IllegalArgumentException(name);
        }
      }
    }
  }

  /** A way of asking, measured in turns with the others. */
  private record Way(String name, Load load, Cpu cpu, List<double[]> rounds) {

    @FunctionalInterface
    interface Cpu {
      Duration now();
    }

    void measure(boolean counts) throws Exception {
      Duration before = cpu.now();
      long began = System.nanoTime();
      long answers = load.run(EACH);
      double seconds = (System.nanoTime() - began) / 1e9;
      double micros = cpu.now().minus(before).toNanos() / 1e3 / answers;
      if (counts) {
        rounds.add(new double[] {answers / seconds, micros});
      }
    }

    double median(int what) {
      double[] values = rounds.stream().mapToDouble(round -> round[what]).sorted().toArray();
      return values[values.length / 2];
    }
  }

  private static void page(ExamUnderTest exam) throws Exception {
    List<Student> opening =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> exam.running(exam.student(500 + i))).toList();
    List<Student> crowd =
        IntStream.range(0, CROWD).mapToObj(i -> exam.running(exam.student(1 + i))).toList();
    List<Student> students = crowd.subList(0, CONNECTIONS);
    for (Student student : crowd) {
      for (int question = 1; question <= ExamUnderTest.QUESTIONS; question++) {
        exam.save(student, question, 1);
      }
    }
    Student student = students.getFirst();
    HttpResponse<byte[]> answer = exam.send(exam.opening(student));
    if (answer.statusCode() != 200
        || !answer.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
      throw new IllegalStateException("no exam page: " + answer.statusCode());
    }
    byte[] page = answer.body();
    System.out.printf(
        Locale.ROOT,
        "exam page of %d questions with all answers: %,d B of gzip, %d connections, %d cores shared"
            + " with the client%n",
        ExamUnderTest.QUESTIONS,
        page.length,
        CONNECTIONS,
        Runtime.getRuntime().availableProcessors());
    String token = exam.visitorHeader();
    String gzip = "Accept-Encoding: gzip";
    try (ServerProcess nginx =
            Nginx.serving(
                exam.folder().resolve("nginx"),
                "/page",
                page,
                "text/html;charset=utf-8",
                Map.of(
                    "Content-Encoding",
                    "gzip",
                    "Vary",
                    "Accept-Encoding",
                    "Cache-Control",
                    "no-store"));
        Load health = load(exam, "/actuator/health/liveness");
        Load signedIn = load(exam, "/?lang=en", token);
        Load session = load(exam, students, one -> "/api/v1/sessions/" + one.session(), token);
        Load behind =
            load(exam, students, one -> "/sessions/" + one.session() + "/test?x=1", token, gzip);
        Load whole =
            load(exam, students, one -> "/sessions/" + one.session() + "/test", token, gzip);
        Load empty =
            load(exam, opening, one -> "/sessions/" + one.session() + "/test", token, gzip);
        Load many = load(exam, crowd, one -> "/sessions/" + one.session() + "/test", token, gzip);
        Load same = new Load(nginx.port(), "/page", CONNECTIONS, gzip)) {
      List<Way> ways =
          List.of(
              new Way("framework (liveness)", health, exam::cpu, new ArrayList<>()),
              new Way("framework, token, empty answer", signedIn, exam::cpu, new ArrayList<>()),
              new Way("session and answers as JSON", session, exam::cpu, new ArrayList<>()),
              new Way("the exam page by the framework", behind, exam::cpu, new ArrayList<>()),
              new Way("the exam page", whole, exam::cpu, new ArrayList<>()),
              new Way("before the first answer", empty, exam::cpu, new ArrayList<>()),
              new Way(
                  "the exam page, " + CROWD + " connections", many, exam::cpu, new ArrayList<>()),
              new Way("nginx, the same bytes as a file", same, nginx::cpu, new ArrayList<>()));
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (Way way : ways) {
          way.measure(round >= 0);
        }
      }
      Way reference = ways.getLast();
      System.out.printf(
          Locale.ROOT,
          "%-34s %10s %12s %9s %9s%n",
          "",
          "answers/s",
          "us CPU each",
          "x nginx",
          "x CPU");
      for (Way way : ways) {
        System.out.printf(
            Locale.ROOT,
            "%-34s %,10.0f %,12.0f %9.2f %9.2f   %s%n",
            way.name(),
            way.median(0),
            way.median(1),
            way.median(0) / reference.median(0),
            way.median(1) / reference.median(1),
            spread(way, reference));
      }
    }
  }

  private static Load load(ExamUnderTest exam, String path, String... headers) throws IOException {
    return new Load(exam.port(), path, CONNECTIONS, headers);
  }

  /** Each connection is a student at a session of its own. */
  private static Load load(
      ExamUnderTest exam, List<Student> students, Function<Student, String> path, String... headers)
      throws IOException {
    return new Load(
        exam.port(),
        students.size(),
        i -> {
          List<String> all = new ArrayList<>(List.of(headers));
          all.add("Cookie: " + students.get(i).cookie());
          return Load.get(path.apply(students.get(i)), all.toArray(String[]::new));
        });
  }

  private static String spread(Way way, Way reference) {
    double[] ratios =
        IntStream.range(0, ROUNDS)
            .mapToDouble(i -> way.rounds().get(i)[0] / reference.rounds().get(i)[0])
            .sorted()
            .toArray();
    return String.format(Locale.ROOT, "(%.2f to %.2f)", ratios[0], ratios[ratios.length - 1]);
  }

  /** Saves over HTTP, both ways through the service, against an upsert in the same PostgreSQL. */
  private static void saves(ExamUnderTest exam) throws Exception {
    List<Student> students =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> exam.running(exam.student(100 + i))).toList();
    List<Saving> ahead = new ArrayList<>();
    List<Saving> behind = new ArrayList<>();
    for (Student student : students) {
      ahead.add(new Saving(exam, student, ""));
      behind.add(new Saving(exam, student, "?x=1"));
    }
    AtomicInteger revision = new AtomicInteger(1);
    try (Upserts upserts = new Upserts(exam, CONNECTIONS)) {
      List<Saves> ways =
          List.of(
              new Saves(
                  "a save",
                  i -> ahead.get(i).once(1 + revision.get() % 50, revision.incrementAndGet()),
                  exam::cpu),
              new Saves(
                  "by the framework",
                  i -> behind.get(i).once(1 + revision.get() % 50, revision.incrementAndGet()),
                  exam::cpu),
              new Saves("an upsert (JDBC)", upserts::one, () -> Duration.ZERO));
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (Saves way : ways) {
          way.measure(round >= 0);
        }
      }
      System.out.printf(
          Locale.ROOT, "saves of %d at once, fsync on, against upserts of one row%n", CONNECTIONS);
      ways.forEach(way -> way.print(ways.getLast()));
    } finally {
      for (Saving saving : ahead) {
        saving.close();
      }
      for (Saving saving : behind) {
        saving.close();
      }
    }
  }

  /** A way of saving, measured in turns with the others. */
  private record Saves(
      String name,
      Rate.Work work,
      Way.Cpu cpu,
      List<Double> rates,
      List<long[]> times,
      List<Double> micros) {

    Saves(String name, Rate.Work work, Way.Cpu cpu) {
      this(name, work, cpu, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void measure(boolean counts) throws Exception {
      Duration before = cpu.now();
      Rate rate = Rate.of(CONNECTIONS, EACH, work);
      if (counts) {
        rates.add(rate.perSecond());
        times.add(rate.nanos());
        micros.add(cpu.now().minus(before).toNanos() / 1e3 / rate.nanos().length);
      }
    }

    void print(Saves reference) {
      System.out.printf(
          Locale.ROOT,
          "  %-18s %,8.0f /s   %s  p50 %s, p99 %s, %,.0f us CPU each%n",
          name,
          median(rates),
          Comparison.ratios(ROUNDS, i -> rates.get(i) / reference.rates.get(i)),
          Comparison.time(Comparison.percentile(times, 0.5)),
          Comparison.time(Comparison.percentile(times, 0.99)),
          median(micros));
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }
  }

  private static final int STUDENTS = 3000;
  private static final int OPEN_WITHIN_SECONDS = 10;
  private static final int SAVING_SECONDS = 60;
  private static final double SAVES_A_MINUTE = 1.5;

  /** Everybody opens the page within 10 s, then saves 1.5 times a minute. */
  private static void opening(ExamUnderTest exam) throws Exception {
    System.out.printf(Locale.ROOT, "%,d students come in%n", STUDENTS);
    List<Student> students = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<CompletableFuture<Student>> coming =
          IntStream.range(0, STUDENTS)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> exam.running(exam.student(1000 + i)), threads))
              .toList();
      coming.forEach(student -> students.add(student.join()));
    }
    try (HttpClient http =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Duration cpu = exam.cpu();
      long began = System.nanoTime();
      Sent pages =
          Sent.over(
              timer,
              http,
              STUDENTS,
              i -> (long) (i * 1e9 * OPEN_WITHIN_SECONDS / STUDENTS),
              i -> exam.opening(students.get(i)));
      pages.print("exam pages", began, exam.cpu().minus(cpu));

      int saves = (int) (STUDENTS * SAVES_A_MINUTE * SAVING_SECONDS / 60);
      cpu = exam.cpu();
      began = System.nanoTime();
      Sent saved =
          Sent.over(
              timer,
              http,
              saves,
              i -> (long) (i * 1e9 * SAVING_SECONDS / saves),
              i -> exam.saving(students.get(i % STUDENTS), 1 + i / STUDENTS, 1));
      saved.print("saves", began, exam.cpu().minus(cpu));
    }
  }

  /** Requests that were sent at their times, whether or not earlier ones were answered. */
  private record Sent(int count, long[] nanos, int errors) {

    @FunctionalInterface
    interface Time {
      long of(int number);
    }

    @FunctionalInterface
    interface Request {
      HttpRequest of(int number);
    }

    static Sent over(
        ScheduledExecutorService timer, HttpClient http, int count, Time times, Request requests)
        throws InterruptedException {
      ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
      AtomicInteger errors = new AtomicInteger();
      AtomicLong open = new AtomicLong(count);
      for (int i = 0; i < count; i++) {
        int number = i;
        long due = System.nanoTime() + times.of(i);
        timer.schedule(
            () ->
                http.sendAsync(requests.of(number), HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete(
                        (answer, failure) -> {
                          // from when it was due: a late start counts
                          nanos.add(System.nanoTime() - due);
                          if (failure != null || answer.statusCode() != 200) {
                            errors.incrementAndGet();
                          }
                          open.decrementAndGet();
                        }),
            times.of(i),
            TimeUnit.NANOSECONDS);
      }
      while (open.get() > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      return new Sent(
          count, nanos.stream().mapToLong(Long::longValue).sorted().toArray(), errors.get());
    }

    void print(String name, long began, Duration cpu) {
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "  %,d %s in %.1f s: %s, %d errors; %.0f us of CPU each, %.0f %% of a core%n",
          count,
          name,
          seconds,
          Comparison.spread(nanos),
          errors,
          cpu.toNanos() / 1e3 / count,
          cpu.toNanos() / 1e9 / seconds * 100);
    }
  }

  /** How often something was done by several at once, and how long each took. */
  @SuppressWarnings("ArrayRecordComponent")
  record Rate(double perSecond, long[] nanos) {

    @FunctionalInterface
    interface Work {
      void once(int worker) throws Exception;
    }

    static Rate of(int workers, Duration time, Work work) throws Exception {
      long end = System.nanoTime() + time.toNanos();
      long began = System.nanoTime();
      try (var threads = Executors.newFixedThreadPool(workers)) {
        var loops =
            IntStream.range(0, workers)
                .mapToObj(worker -> threads.submit(() -> loop(end, worker, work)))
                .toList();
        List<long[]> all = new ArrayList<>();
        for (var loop : loops) {
          all.add(loop.get());
        }
        long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Rate(nanos.length / ((System.nanoTime() - began) / 1e9), nanos);
      }
    }

    private static long[] loop(long end, int worker, Work work) throws Exception {
      List<Long> nanos = new ArrayList<>();
      while (System.nanoTime() < end) {
        long began = System.nanoTime();
        work.once(worker);
        nanos.add(System.nanoTime() - began);
      }
      return nanos.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
