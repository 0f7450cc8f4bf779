package dev.examhall.launcher;

import dev.examhall.embedded.Ports;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = {
      "Shows each process: state, pid, port, memory, for how long it runs, address.",
      "Exit code 0 if all are ready, 1 if some are not, 3 if nothing runs."
    })
final class StatusCommand implements Callable<Integer> {

  private static final String ROW = "%-22s %-9s %-8s %-6s %-9s %-9s %-9s %s%n";

  @Option(names = "--data", description = "The suite's data folder. Default: .examhall/data")
  private @Nullable Path data;

  @Override
  public Integer call() {
    DataFolder folder = ExamhallCommand.dataFolder(data);
    Optional<RunState> read = RunState.read(folder.runState());
    if (read.isEmpty() || !folder.isInUse()) {
      System.out.println("Nothing runs on " + folder.path());
      return 3;
    }
    RunState state = read.get();
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Instant now = Instant.now();
    System.out.printf(ROW, "PROCESS", "STATE", "PID", "PORT", "MEMORY", "UP", "RESTARTS", "URL");
    boolean allReady = true;
    long total = 0;
    for (RunState.Entry part : state.parts()) {
      String condition = condition(part, http);
      allReady &= condition.equals("ready");
      boolean runs = part.pid() > 0;
      long megabytes = runs ? Memory.megabytes(part.pid()) : 0;
      total += megabytes;
      System.out.printf(
          ROW,
          part.id(),
          condition,
          runs ? part.pid() : "-",
          part.port(),
          runs ? megabytes + " MB" : "-",
          runs ? time(Duration.between(part.since(), now)) : "-",
          part.restarts(),
          part.url());
    }
    long own = megabytesOfLauncher(state);
    System.out.printf(
        ROW,
        "launcher",
        "running",
        state.launcher(),
        "-",
        own + " MB",
        time(Duration.between(state.startedAt(), now)),
        "-",
        "");
    System.out.printf("%d MB in all, data in %s%n", total + own, folder.path());
    return allReady ? 0 : 1;
  }

  /** The launcher alone, without the processes below it. */
  private static long megabytesOfLauncher(RunState state) {
    return Memory.ownMegabytes(state.launcher());
  }

  private static String condition(RunState.Entry part, HttpClient http) {
    if (part.pid() == 0 || ProcessHandle.of(part.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
      return "dead";
    }
    boolean answers =
        part.url().startsWith("http")
            ? ServicePart.isReady(http, part.url())
            : !Ports.isFree(part.port());
    return answers ? "ready" : "starting";
  }

  static String time(Duration duration) {
    if (duration.compareTo(Duration.ofHours(1)) >= 0) {
      return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    if (duration.compareTo(Duration.ofMinutes(1)) >= 0) {
      return "%d min".formatted(duration.toMinutes());
    }
    return "%d s".formatted(Math.max(0, duration.toSeconds()));
  }
}
