package dev.examhall.launcher;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.ServerStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the class caches that are missing, one after another and at the lowest priority, while the
 * suite runs. For each a twin of the service is started as far as its beans are made, and ends
 * before it listens, consumes or schedules anything.
 */
final class Training implements AutoCloseable {

  private final List<ServicePart> services;
  private final Consumer<String> say;
  private final ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVICE);
  private boolean closed;

  Training(List<ServicePart> services, Consumer<String> say) {
    this.services = services;
    this.say = say;
  }

  /** Returns when all are made, or after {@link #close}. */
  void run() {
    int made = 0;
    for (ServicePart service : services) {
      try {
        if (train(service)) {
          made++;
        }
      } catch (IOException | ServerStartException | LauncherException e) {
        sayUnlessClosed(service.id() + " stays slow to start, its class cache was not made: " + e);
      }
    }
    if (made > 0) {
      sayUnlessClosed("Later starts are faster: class caches made for " + made + " services");
    }
  }

  private boolean train(ServicePart service) throws IOException {
    ServiceCommand command = service.command();
    Application application = service.application();
    Path cache = command.classCache(application);
    if (!command.canUseClassCache(application) || Files.exists(cache)) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(
            cache.resolveSibling("training.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      // Another suite of this checkout that trains does it for both.
      return channel.tryLock() != null && make(command, application, cache);
    } catch (OverlappingFileLockException heldByThisJvm) {
      return false;
    }
  }

  private boolean make(ServiceCommand command, Application application, Path cache)
      throws IOException {
    Path partial = cache.resolveSibling(cache.getFileName() + ".partial");
    Path folder = command.trainingFolder();
    try {
      deleteAll(folder);
      if (!begin(command.training(application, partial))) {
        return false;
      }
      int exitCode = process.onExit().join();
      if (exitCode == 0 && Files.exists(partial)) {
        Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
      sayUnlessClosed(
          "%s stays slow to start, its class cache was not made (exit code %d, log: %s)"
              .formatted(command.service().id(), exitCode, command.trainingLog()));
      return false;
    } finally {
      Files.deleteIfExists(partial);
      Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + ".config"));
      deleteAll(folder);
    }
  }

  private synchronized boolean begin(ChildProcess.Program program) {
    if (!closed) {
      process.start(program);
    }
    return !closed;
  }

  private synchronized void sayUnlessClosed(String line) {
    if (!closed) {
      say.accept(line);
    }
  }

  /** Killed, since a JVM that is asked to end first writes its cache, in a process of its own. */
  @Override
  public synchronized void close() {
    closed = true;
    process
        .pid()
        .ifPresent(
            pid ->
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(ProcessHandle::destroyForcibly));
    process.kill();
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
