package dev.examhall.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Shows the newest lines of all logs, or of one.")
final class LogsCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "service",
      description = "A service, postgresql, redis, kafka or launcher.")
  private @Nullable String service;

  @Option(names = "-f", description = "Go on showing what is written.")
  private boolean follow;

  @Option(names = "-n", description = "How many lines. Default: 100 of one log, 10 of each of all.")
  private @Nullable Integer lines;

  @Option(names = "--data", description = "The suite's data folder. Default: .examhall/data")
  private @Nullable Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder folder = ExamhallCommand.dataFolder(data);
    Map<String, Path> logs = logs(folder);
    List<Path> chosen = new ArrayList<>();
    if (service == null) {
      logs.values().stream().filter(Files::exists).forEach(chosen::add);
    } else if (logs.containsKey(service)) {
      chosen.add(logs.get(service));
    } else {
      throw new LauncherException(
          "There is no log of " + service + ": " + String.join(", ", logs.keySet()));
    }
    chosen.removeIf(log -> !Files.exists(log));
    if (chosen.isEmpty()) {
      throw new LauncherException("Nothing was logged yet in " + folder.path());
    }
    int count = lines != null ? lines : chosen.size() == 1 ? 100 : 10;
    List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(count)));
    if (follow) {
      command.add("-F");
    }
    chosen.forEach(log -> command.add(log.toString()));
    Process tail = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(tail::destroy, "end-tail"));
    return tail.waitFor();
  }

  private static Map<String, Path> logs(DataFolder folder) {
    Map<String, Path> logs = new LinkedHashMap<>();
    SuitePorts most = new SuitePorts(SuitePorts.DEFAULT_BASE, SuitePorts.MOST_REPLICAS);
    for (Service service : Service.values()) {
      for (Instance each : most.instances(service)) {
        Path log = folder.log(each.id());
        if (each.number() == 1 || Files.exists(log)) {
          logs.put(each.id(), log);
        }
      }
    }
    logs.put("postgresql", folder.postgres().resolve("postgres.log"));
    logs.put("redis", folder.redis().resolve("redis.log"));
    logs.put("kafka", folder.kafka().resolve("kafka.log"));
    logs.put("training", folder.log("training"));
    logs.put("launcher", folder.launcherLog());
    return logs;
  }
}
