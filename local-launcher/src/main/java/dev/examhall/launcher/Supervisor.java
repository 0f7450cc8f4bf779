package dev.examhall.launcher;

import dev.examhall.embedded.ServerStartException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts a suite's parts in their order, starts again what dies, and ends all of them: services
 * first, then the servers they use.
 */
final class Supervisor {

  private final Suite suite;
  private final SuitePorts ports;
  private final Path stateFile;
  private final Progress progress;
  private final Instant startedAt = Instant.now();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("launcher-clock").factory());
  private final Map<String, Instant> since = new ConcurrentHashMap<>();
  private final Map<String, Integer> restarts = new ConcurrentHashMap<>();
  private final Map<String, BackOff> backOffs = new HashMap<>();
  private volatile boolean ready;
  private volatile boolean stopping;

  Supervisor(Suite suite, SuitePorts ports, Path stateFile, Progress progress) {
    this.suite = suite;
    this.ports = ports;
    this.stateFile = stateFile;
    this.progress = progress;
    suite.all().forEach(part -> backOffs.put(part.id(), new BackOff()));
  }

  /**
   * Returns when everything is ready.
   *
   * @throws LauncherException naming the first part that did not start; what did start still runs
   */
  void start() {
    suite.all().forEach(part -> progress.expect(part.id(), part.port()));
    ScheduledFuture<?> ticks =
        clock.scheduleWithFixedDelay(progress::tick, 200, 200, TimeUnit.MILLISECONDS);
    try {
      suite.services().forEach(part -> workers.execute(part::prepare));
      startAll(suite.servers());
      suite.balancers().forEach(Balancer::open);
      // the first makes keys and folders that the others read
      startAll(suite.firstInstances());
      startAll(suite.otherInstances());
      ready = true;
      writeState();
    } finally {
      ticks.cancel(false);
      progress.done();
    }
    suite.all().forEach(this::watch);
  }

  private void startAll(List<? extends Part> parts) {
    CompletableFuture<?>[] starts =
        parts.stream()
            .map(part -> CompletableFuture.runAsync(() -> startOne(part), workers))
            .toArray(CompletableFuture[]::new);
    // The first failure ends the waiting: nobody wants to see the others' time-outs.
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (CompletableFuture<?> start : starts) {
      start.exceptionally(
          error -> {
            failure.completeExceptionally(error);
            return null;
          });
    }
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(starts), failure).join();
    } catch (java.util.concurrent.CompletionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof java.util.concurrent.CompletionException
          && cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw cause instanceof LauncherException already
          ? already
          : new LauncherException(String.valueOf(cause == null ? e : cause.getMessage()), e);
    }
  }

  private void startOne(Part part) {
    progress.starting(part.id());
    try {
      since.put(part.id(), Instant.now());
      part.start();
    } catch (RuntimeException e) {
      if (!stopping) {
        progress.failed(part.id());
      }
      throw e;
    }
    progress.ready(part.id());
    writeState();
  }

  private void watch(Part part) {
    CompletableFuture<?> watching =
        part.onExit()
            .thenAcceptAsync(
                exitCode -> {
                  if (!stopping) {
                    startAgain(part, exitCode);
                  }
                },
                workers);
    watching.exceptionally(
        error -> {
          progress.line("The watch over " + part.id() + " failed: " + error);
          return null;
        });
  }

  private void startAgain(Part part, int exitCode) {
    Instant started = since.getOrDefault(part.id(), startedAt);
    Duration wait =
        backOffs
            .getOrDefault(part.id(), new BackOff())
            .afterDeath(Duration.between(started, Instant.now()));
    progress.line(
        "%s ended with exit code %d; it is started again in %d s (log: %s)"
            .formatted(part.id(), exitCode, wait.toSeconds(), part.log()));
    writeState();
    clock.schedule(
        () -> workers.execute(() -> restart(part)), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void restart(Part part) {
    if (stopping) {
      return;
    }
    restarts.merge(part.id(), 1, Integer::sum);
    long before = System.nanoTime();
    since.put(part.id(), Instant.now());
    try {
      part.start();
      progress.line(
          "%s is ready again after %s"
              .formatted(part.id(), Progress.seconds(System.nanoTime() - before)));
      writeState();
      watch(part);
    } catch (ServerStartException | LauncherException e) {
      if (stopping) {
        return;
      }
      Duration wait = backOffs.getOrDefault(part.id(), new BackOff()).afterDeath(Duration.ZERO);
      progress.line(
          "%s did not start; the next try is in %d s: %s"
              .formatted(part.id(), wait.toSeconds(), e.getMessage()));
      writeState();
      clock.schedule(
          () -> workers.execute(() -> restart(part)), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends everything. What is starting at the moment ends too. */
  void stop() {
    stopping = true;
    clock.shutdown();
    stopAll(suite.services());
    suite.balancers().forEach(Balancer::close);
    stopAll(suite.servers());
    try {
      java.nio.file.Files.deleteIfExists(stateFile);
    } catch (java.io.IOException e) {
      progress.line("Cannot delete " + stateFile + ": " + e.getMessage());
    }
  }

  private void stopAll(List<? extends Part> parts) {
    CompletableFuture.allOf(
            parts.stream()
                .map(part -> CompletableFuture.runAsync(part::stop, workers))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  boolean isStopping() {
    return stopping;
  }

  private synchronized void writeState() {
    if (stopping) {
      return;
    }
    new RunState(
            ProcessHandle.current().pid(),
            ports.base(),
            startedAt,
            ready,
            suite.all().stream().map(this::entry).toList())
        .write(stateFile);
  }

  private RunState.Entry entry(Part part) {
    return new RunState.Entry(
        part.id(),
        part.port(),
        part.url(),
        part.pid().orElse(0),
        since.getOrDefault(part.id(), startedAt),
        restarts.getOrDefault(part.id(), 0),
        part.log().toString());
  }
}
