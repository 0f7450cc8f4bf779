package dev.examhall.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs as a child of this JVM, with its output in a log and its pid in a file, so
 * that the next run finds and ends what a killed JVM left behind. It can be started many times, one
 * at a time.
 */
public final class ChildProcess {

  /** How a program wants to be asked to end. */
  public enum StopSignal {
    TERM,
    /** PostgreSQL's fast shutdown: it does not wait for its clients to leave. */
    INT
  }

  /**
   * What to run.
   *
   * @param name what people call it
   * @param command program and arguments
   * @param environment added to this JVM's environment
   * @param workingDirectory where it runs
   * @param log where its output goes; an earlier log of more than 10 MB becomes {@code <log>.1}
   * @param pidFile where its pid is kept
   * @param marker text in the command line by which a leftover is known to be ours, such as the
   *     data folder
   * @param stopSignal how it is asked to end
   * @param stopTimeout how long it may take to end before it is killed
   */
  public record Program(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path workingDirectory,
      Path log,
      Path pidFile,
      String marker,
      StopSignal stopSignal,
      Duration stopTimeout) {

    public Program {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  private static final long LARGE_LOG_BYTES = 10L << 20;
  private static final int LOG_LINES_SHOWN = 12;

  private final OrphanGuard.Stage stage;
  private @Nullable Program program;
  private @Nullable Process process;

  public ChildProcess(OrphanGuard.Stage stage) {
    this.stage = stage;
  }

  /**
   * Ends the process that an earlier run left behind, if the pid file and its command line say that
   * it is ours.
   *
   * @return its pid, if there was one
   */
  public static OptionalLong endLeftover(
      Path pidFile, String marker, StopSignal signal, Duration timeout) {
    PidFile file = new PidFile(pidFile);
    return file.living(marker)
        .map(
            leftover -> {
              end(leftover, signal, timeout);
              file.delete();
              return OptionalLong.of(leftover.pid());
            })
        .orElse(OptionalLong.empty());
  }

  /**
   * Starts the program and forgets what ran before.
   *
   * @throws ServerStartException if the program cannot be executed
   */
  public synchronized void start(Program newProgram) {
    if (isAlive()) {
      throw new IllegalStateException(newProgram.name() + " runs already");
    }
    endLeftover(
        newProgram.pidFile(),
        newProgram.marker(),
        newProgram.stopSignal(),
        newProgram.stopTimeout());
    try {
      Files.createDirectories(newProgram.workingDirectory());
      Files.createDirectories(newProgram.log().toAbsolutePath().getParent());
      setLargeLogAside(newProgram.log());
      ProcessBuilder builder =
          new ProcessBuilder(newProgram.command())
              .directory(newProgram.workingDirectory().toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(newProgram.log().toFile()));
      builder.environment().putAll(newProgram.environment());
      Process started = builder.start();
      OrphanGuard.shared().add(stage, started.pid(), newProgram.stopSignal());
      new PidFile(newProgram.pidFile()).write(started.toHandle());
      this.process = started;
      this.program = newProgram;
    } catch (IOException e) {
      throw new ServerStartException(
          "Cannot start " + newProgram.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns when the probe says yes.
   *
   * @throws ServerStartException if the process ends, or the time runs out, before that; the
   *     process does not run any more then
   */
  public void awaitReady(Duration timeout, BooleanSupplier probe) {
    awaitReady(timeout, Duration.ofMillis(50), probe);
  }

  /**
   * As {@link #awaitReady(Duration, BooleanSupplier)}.
   *
   * @param pause between two questions
   */
  public void awaitReady(Duration timeout, Duration pause, BooleanSupplier probe) {
    Process current = current();
    Program running = running();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!probe.getAsBoolean()) {
      if (endsWithin(current, pause.toMillis())) {
        forget(current);
        throw new ServerStartException(
            running.name()
                + " ended with exit code "
                + current.exitValue()
                + " while starting; see "
                + running.log()
                + lastLines(running.log(), LOG_LINES_SHOWN));
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new ServerStartException(
            running.name()
                + " was not ready within "
                + timeout.toSeconds()
                + " s; see "
                + running.log()
                + lastLines(running.log(), LOG_LINES_SHOWN));
      }
    }
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  public synchronized OptionalLong pid() {
    return process != null && process.isAlive()
        ? OptionalLong.of(process.pid())
        : OptionalLong.empty();
  }

  /** Completes with the exit code of the process that was started last. */
  public CompletableFuture<Integer> onExit() {
    return current().onExit().thenApply(Process::exitValue);
  }

  /** Asks the program to end, waits, kills it if need be. Does nothing if it does not run. */
  public void stop() {
    Process current;
    Program running;
    synchronized (this) {
      if (process == null || program == null) {
        return;
      }
      current = process;
      running = program;
    }
    end(current.toHandle(), running.stopSignal(), running.stopTimeout());
    forget(current);
  }

  /** Kills the program (SIGKILL) and waits until it is gone. */
  public void kill() {
    Process current;
    synchronized (this) {
      if (process == null) {
        return;
      }
      current = process;
    }
    current.destroyForcibly();
    current.onExit().join();
    forget(current);
  }

  /** The last lines of a log, each on a line of its own after a line break; empty if none. */
  public static String lastLines(Path log, int count) {
    try {
      List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
      StringBuilder text = new StringBuilder();
      for (String line : lines.subList(Math.max(0, lines.size() - count), lines.size())) {
        text.append("\n  | ").append(line);
      }
      return text.toString();
    } catch (IOException absent) {
      return "";
    }
  }

  private synchronized Process current() {
    if (process == null) {
      throw new IllegalStateException("Not started");
    }
    return process;
  }

  private synchronized Program running() {
    if (program == null) {
      throw new IllegalStateException("Not started");
    }
    return program;
  }

  private synchronized void forget(Process ended) {
    OrphanGuard.shared().remove(ended.pid());
    if (program != null && process == ended) {
      new PidFile(program.pidFile()).delete();
    }
  }

  private static void end(ProcessHandle process, StopSignal signal, Duration timeout) {
    CompletableFuture<ProcessHandle> gone = process.onExit();
    switch (signal) {
      case TERM -> process.destroy();
      case INT -> Signals.send("INT", process.pid());
    }
    try {
      gone.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // killed below
    }
    process.destroyForcibly();
    gone.join();
  }

  private static boolean endsWithin(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new ServerStartException("Interrupted while starting", e);
    }
  }

  private static void setLargeLogAside(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGE_LOG_BYTES) {
      Files.move(
          log,
          log.resolveSibling(log.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
