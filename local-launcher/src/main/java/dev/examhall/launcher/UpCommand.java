package dev.examhall.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Starts the suite and runs it until Ctrl-C.")
final class UpCommand implements Callable<Integer> {

  @Option(names = "--detach", description = "Run in the background; returns when all is ready.")
  private boolean detach;

  @Option(names = "--port", description = "The gateway's port; the nine after it are used too.")
  private int port = SuitePorts.DEFAULT_BASE;

  @Option(names = "--data", description = "Where everything is kept. Default: .examhall/data")
  private @Nullable Path data;

  @Option(
      names = "--demo",
      negatable = true,
      description = "Load the demo exam, or not. Default: into a fresh data folder.")
  private @Nullable Boolean demo;

  @Option(
      names = "--replicas",
      description =
          "How many instances of each service. With more than one, balancers listen at the"
              + " services' ports, and instances at the ten after the suite's ten, and so on.")
  private int replicas = 1;

  @Option(
      names = {"--traces", "--otlp-endpoint"},
      description = "Send traces there by OTLP.")
  private @Nullable String otlpEndpoint;

  @Option(
      names = "--services",
      split = ",",
      description = "Start these services only, for work on them; 'none' for the servers alone.")
  private @Nullable List<String> services;

  @Option(
      names = "--through",
      hidden = true,
      description =
          "Tell services that the servers and the others are at these ports, ten for each service,"
              + " where somebody else passes on what he likes.")
  private @Nullable Integer through;

  @Option(names = "--background", hidden = true, description = "What --detach starts.")
  private boolean background;

  @Override
  public Integer call() throws InterruptedException {
    Up.Request request =
        new Up.Request(
            ExamhallCommand.checkout(),
            ExamhallCommand.dataFolder(data),
            new Routes(
                new SuitePorts(port, replicas),
                through == null ? OptionalInt.empty() : OptionalInt.of(through)),
            demo,
            Telemetry.of(otlpEndpoint, System.getenv(Telemetry.VARIABLE)),
            chosen());
    if (detach) {
      return new Detached(request, System.out).run(backgroundArguments(request));
    }
    return new Up(request, System.out, Boolean.getBoolean("examhall.terminal"), background).run();
  }

  private List<Service> chosen() {
    if (services == null) {
      return List.of(Service.values());
    }
    if (services.equals(List.of("none"))) {
      return List.of();
    }
    return services.stream().map(UpCommand::service).toList();
  }

  private static Service service(String id) {
    return Arrays.stream(Service.values())
        .filter(service -> service.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new LauncherException(
                    "There is no service "
                        + id
                        + ": "
                        + String.join(
                            ", ", Arrays.stream(Service.values()).map(Service::id).toList())));
  }

  private List<String> backgroundArguments(Up.Request request) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "up",
                "--background",
                "--port",
                Integer.toString(port),
                "--data",
                request.folder().path().toString()));
    if (demo != null) {
      arguments.add(demo ? "--demo" : "--no-demo");
    }
    if (otlpEndpoint != null) {
      arguments.addAll(List.of("--otlp-endpoint", otlpEndpoint));
    }
    if (replicas != 1) {
      arguments.addAll(List.of("--replicas", Integer.toString(replicas)));
    }
    if (through != null) {
      arguments.addAll(List.of("--through", Integer.toString(through)));
    }
    if (services != null) {
      arguments.addAll(List.of("--services", String.join(",", services)));
    }
    return arguments;
  }
}
