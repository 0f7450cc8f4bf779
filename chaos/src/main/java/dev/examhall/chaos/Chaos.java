package dev.examhall.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./examhall chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description =
        "Runs the suite under simulated people while processes are killed and paused and"
            + " connections cut, and checks what it promises.")
public final class Chaos implements Callable<Integer> {

  @Option(names = "--minutes", description = "How long faults go on: ${DEFAULT-VALUE}.")
  private double minutes = 5;

  @Option(names = "--seed", description = "Which faults; a random one is printed.")
  private @Nullable Long seed;

  @Option(names = "--students", description = "How many at once: ${DEFAULT-VALUE}.")
  private int students = 6;

  @Option(
      names = "--port",
      description = "The first of eighty ports that are used: ${DEFAULT-VALUE}.")
  private int port = 18_300;

  @Option(
      names = "--data",
      description = "An empty folder for everything. Default: a temporary one.")
  private @Nullable Path data;

  @Option(names = "--keep", description = "Leave the data folder there, with all logs.")
  private boolean keep;

  @Option(names = "--json", description = "Where to write the result for programs.")
  private @Nullable Path json;

  Chaos() {}

  /** Exit code 0 when every promise was kept. */
  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Chaos())
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  e.printStackTrace(System.err);
                  return 1;
                })
            .execute(arguments);
    System.exit(code);
  }

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(Objects.requireNonNull(System.getProperty("examhall.home")));
    long chosen = seed == null ? new SecureRandom().nextInt(1, 1_000_000) : seed;
    Path folder =
        data == null ? Files.createTempDirectory("examhall-chaos") : data.toAbsolutePath();
    if (Files.exists(folder.resolve("suite"))) {
      System.err.println(folder + " is in use or was kept: delete it or choose another --data");
      return 2;
    }
    System.out.printf("Seed %d, %s minutes, in %s%n", chosen, minutes, folder);
    ChaosReport report =
        new ChaosRun(
                new ChaosRun.Order(
                    home,
                    folder,
                    port,
                    chosen,
                    Duration.ofMillis(Math.round(minutes * 60_000)),
                    students))
            .run();
    report.print(System.out);
    if (json != null) {
      report.write(json.toAbsolutePath());
    }
    if (!keep && report.allKept()) {
      delete(folder);
    } else {
      System.out.println("Logs: " + folder.resolve("suite/logs"));
    }
    return report.allKept() ? 0 : 1;
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
