package dev.examhall.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "down", description = "Stops the suite; its data stays.")
final class DownCommand implements Callable<Integer> {

  private static final long PATIENCE_SECONDS = 90;

  @Option(names = "--data", description = "The suite's data folder. Default: .examhall/data")
  private @Nullable Path data;

  @Override
  public Integer call() throws InterruptedException {
    DataFolder folder = ExamhallCommand.dataFolder(data);
    if (!Files.exists(folder.path())) {
      System.out.println("Nothing runs: there is no " + folder.path());
      return 0;
    }
    if (folder.isInUse()) {
      return end(folder);
    }
    List<Long> left = Suite.endLeftovers(folder);
    System.out.println(
        left.isEmpty()
            ? "Nothing runs on " + folder.path()
            : "Ended what a killed launcher had left behind: " + left);
    return 0;
  }

  private static int end(DataFolder folder) throws InterruptedException {
    Optional<ProcessHandle> launcher =
        RunState.read(folder.runState()).flatMap(state -> ProcessHandle.of(state.launcher()));
    if (launcher.isEmpty()) {
      throw new LauncherException(
          folder.path() + " is in use, but not yet by a suite that says so: try again in a moment");
    }
    System.out.println("Stopping the suite on " + folder.path() + " …");
    long before = System.nanoTime();
    launcher.get().destroy();
    try {
      launcher.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new LauncherException(
          "The launcher (pid "
              + launcher.get().pid()
              + ") did not end within "
              + PATIENCE_SECONDS
              + " s; see "
              + folder.launcherLog(),
          e);
    }
    System.out.println("Stopped after " + Progress.seconds(System.nanoTime() - before));
    return 0;
  }
}
