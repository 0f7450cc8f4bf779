package dev.examhall.benchmarks.gateway;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.exam.ExamUnderTest;
import dev.examhall.benchmarks.exam.ExamUnderTest.Student;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What those who ask for exam pages notice of a Redis that is killed and comes back. */
final class RedisOutage {

  private static final int CONNECTIONS = 4;
  private static final Duration EACH = Duration.ofSeconds(2);
  private static final int ROUNDS = 4;

  private RedisOutage() {}

  static void run(ExamUnderTest exam) throws Exception {
    List<Student> students =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> exam.running(exam.student(300 + i))).toList();
    try (Asking asking =
        new Asking(
            exam.port("gateway"),
            students.stream()
                .map(
                    one ->
                        "GET /sessions/%s/test HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nCookie: %s\r\n\r\n"
                            .formatted(one.session(), one.cookie()))
                .toList())) {
      asking.run(Duration.ofSeconds(20), CONNECTIONS);
      System.out.printf(
          Locale.ROOT,
          "the exam page through the gateway, %d connections; an error would end this%n%-22s %9s"
              + " %10s %10s %10s%n",
          CONNECTIONS,
          "",
          "answers",
          "p50",
          "p99",
          "longest");
      measure("before", asking);
      exam.killRedis();
      measure("without Redis", asking);
      exam.startRedis();
      measure("coming back", asking);
      measure("after", asking);
    }
  }

  private static void measure(String when, Asking asking) throws Exception {
    List<long[]> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(asking.run(EACH, CONNECTIONS));
    }
    System.out.printf(
        Locale.ROOT,
        "%-22s %,9d %10s %10s %10s%n",
        when,
        rounds.stream().mapToInt(round -> round.length).sum(),
        Comparison.time(Comparison.percentile(rounds, 0.5)),
        Comparison.time(Comparison.percentile(rounds, 0.99)),
        Comparison.time(rounds.stream().flatMapToLong(Arrays::stream).max().orElseThrow()));
  }
}
