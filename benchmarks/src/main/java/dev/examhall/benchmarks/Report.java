package dev.examhall.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what benchmarks print, one JSON line a run, and puts the newest run of each together on a
 * page, so that runs of different days stand side by side, each with its date and machine.
 */
final class Report {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** More work than this for each core before the run, and its figures are somebody else's too. */
  private static final double QUIET = 0.25;

  private static final int LOOK_SECONDS = 3;

  /**
   * One run.
   *
   * @param what what was asked for, {@code cache get}
   * @param load cores that others kept busy in the seconds before; negative when not known
   * @param lines what it printed
   */
  record Run(
      String what,
      String date,
      long seconds,
      String commit,
      String machine,
      int cores,
      double load,
      String versions,
      List<String> lines) {

    /** How busy the machine was before, for the page. */
    String before() {
      return load < 0
          ? "not known"
          : String.format(
              Locale.ROOT,
              "%.2f of %d%s",
              load,
              cores,
              load <= QUIET * cores ? "" : ": **not quiet**");
    }
  }

  /** Something that prints. */
  @FunctionalInterface
  interface Measuring {
    void run() throws Exception;
  }

  private final Path home;
  private final Path kept;
  private final Path page;

  /**
   * @param home the checkout
   */
  Report(Path home) {
    this.home = home;
    this.kept = home.resolve("docs/benchmarks.jsonl");
    this.page = home.resolve("docs/benchmarks.md");
  }

  /** Runs it, and keeps what it prints if it ends well. */
  void of(String what, Measuring measuring) throws Exception {
    double load = busyCores();
    Instant began = Instant.now();
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (PrintStream both = new PrintStream(new Tee(out, copy), true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      measuring.run();
    } finally {
      System.setOut(out);
    }
    List<String> lines =
        copy.toString(StandardCharsets.UTF_8)
            .lines()
            .map(Report::withoutPlaces)
            .filter(line -> !line.isBlank())
            .toList();
    Run run =
        new Run(
            what,
            began.truncatedTo(ChronoUnit.MINUTES).toString(),
            Duration.between(began, Instant.now()).toSeconds(),
            commit(home),
            machine(),
            Runtime.getRuntime().availableProcessors(),
            Math.round(load * 100) / 100.0,
            "Java " + System.getProperty("java.runtime.version"),
            lines);
    Files.writeString(
        kept,
        JSON.writeValueAsString(run) + '\n',
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    write();
    out.println("Written to " + page);
  }

  /** The page, of what is kept. */
  void write() throws IOException {
    Map<String, Run> newest = new LinkedHashMap<>();
    for (String line : Files.readAllLines(kept)) {
      if (!line.isBlank()) {
        Run run = JSON.readValue(line, Run.class);
        newest.put(run.what(), run);
      }
    }
    Files.writeString(page, text(newest));
  }

  static String text(Map<String, Run> runs) {
    StringBuilder text =
        new StringBuilder(
            """
            # Benchmarks

            Written by `./examhall bench <group> [name…] --report`, from what each benchmark prints; do not edit. All runs are kept in
            [benchmarks.jsonl](benchmarks.jsonl); this page has the newest of each. **Read the ratios; the times are the machine's.** A ratio is the median of the rounds'
            ratios of medians, with the least and the greatest of them in brackets. What each benchmark does, and what was tried on the way: [benchmarks](../benchmarks/README.md).

            | run | date | took | busy cores before | commit |
            |---|---|---|---|---|
            """);
    runs.values()
        .forEach(
            run ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| [%s](#%s) | %s | %d s | %s | %s |%n",
                        run.what(),
                        run.what().replace(' ', '-'),
                        run.date(),
                        run.seconds(),
                        run.before(),
                        run.commit())));
    runs.values()
        .forEach(
            run ->
                text.append(
                    """

                    ## %s

                    `./examhall bench %s --report`, %s, %s, %s.

                    ```
                    %s
                    ```
                    """
                        .formatted(
                            run.what(),
                            run.what(),
                            run.date(),
                            run.machine(),
                            run.versions(),
                            String.join("\n", run.lines()))));
    return text.toString();
  }

  /** The minute's load would count the build that came just before. */
  private static double busyCores() throws InterruptedException {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      system.getCpuLoad(); // since the last call
      TimeUnit.SECONDS.sleep(LOOK_SECONDS);
      return system.getCpuLoad() * system.getAvailableProcessors();
    }
    return -1;
  }

  /** Command lines name folders, which are nobody's business. */
  private static String withoutPlaces(String line) {
    return line.replaceAll("(/[\\w.@-]+){2,}/([\\w.@-]+)", "…/$2").stripTrailing();
  }

  private static String machine() throws IOException {
    return "%s, %d cores, %s of memory, %s %s %s"
        .formatted(
            first(Path.of("/proc/cpuinfo"), "model name\\s*: (.+)", "an unnamed processor"),
            Runtime.getRuntime().availableProcessors(),
            gigabytes(first(Path.of("/proc/meminfo"), "MemTotal:\\s+(\\d+) kB", "0")),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  private static String gigabytes(String kilobytes) {
    return Math.round(Long.parseLong(kilobytes) / (1024.0 * 1024.0)) + " GB";
  }

  private static String first(Path file, String pattern, String otherwise) throws IOException {
    if (!Files.exists(file)) {
      return otherwise;
    }
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    return matcher.find() ? matcher.group(1).strip() : otherwise;
  }

  private static String commit(Path folder) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "unknown";
  }

  private static final class Tee extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Tee(OutputStream one, OutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int octet) throws IOException {
      one.write(octet);
      other.write(octet);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      one.write(octets, from, length);
      other.write(octets, from, length);
    }

    @Override
    public void flush() throws IOException {
      one.flush();
    }
  }
}
