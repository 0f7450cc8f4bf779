package dev.examhall.launcher;

import dev.examhall.embedded.Ports;
import dev.examhall.launcher.demo.DemoLoadException;
import dev.examhall.launcher.demo.DemoLoader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One run of the suite, from the lock on its data folder to the last process's end. */
final class Up {

  /**
   * @param demo whether to load the demo; null leaves it to what the folder says
   * @param services those to start
   */
  record Request(
      Path checkout,
      DataFolder folder,
      Routes routes,
      @Nullable Boolean demo,
      Optional<Telemetry> telemetry,
      List<Service> services) {

    SuitePorts ports() {
      return routes.ports();
    }
  }

  /** The last line of a start in the background. */
  static final String READY = "Examhall is ready after ";

  private final Request request;
  private final PrintStream out;
  private final Progress progress;
  private final boolean background;

  Up(Request request, PrintStream out, boolean terminal, boolean background) {
    this.request = request;
    this.out = out;
    this.progress = new Progress(out, terminal, System::nanoTime);
    this.background = background;
  }

  /**
   * Returns when the suite was told to end.
   *
   * @throws LauncherException if it cannot start; everything that did start has ended then
   */
  int run() throws InterruptedException {
    long before = System.nanoTime();
    DataFolder folder = request.folder();
    CountDownLatch end = new CountDownLatch(1);
    try (DataFolder.Lock lock = folder.lock()) {
      for (long pid : Suite.endLeftovers(folder)) {
        progress.line("Ended pid " + pid + ", which an earlier run had left behind");
      }
      request.ports().requireFree(Ports::isFree);
      Secrets secrets = Secrets.of(folder, new SecureRandom());
      decideAboutDemo(folder);
      Suite suite =
          Suite.of(
              request.checkout(),
              folder,
              request.routes(),
              secrets,
              request.telemetry(),
              request.services());
      Supervisor supervisor = new Supervisor(suite, request.ports(), folder.runState(), progress);
      Training training = new Training(suite.services(), progress::line);
      Thread stop = new Thread(() -> stop(supervisor, training, end), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      try (LogRotation rotation = new LogRotation(folder)) {
        progress.line("Starting Examhall on " + rotation.folder().path());
        start(supervisor, folder, secrets);
        progress.line(READY + Progress.seconds(System.nanoTime() - before));
        if (!background) {
          new Announcement(request.ports(), folder, out)
              .print(secrets, "Stop with Ctrl-C, or ./examhall down");
        }
        training.run();
        end.await();
      }
      return lock.lock().isValid() ? 0 : 1;
    }
  }

  private void start(Supervisor supervisor, DataFolder folder, Secrets secrets) {
    try {
      supervisor.start();
    } catch (LauncherException e) {
      if (supervisor.isStopping()) {
        // Ctrl-C while starting: the parts failed because they were told to end.
        return;
      }
      supervisor.stop();
      throw e;
    }
    loadDemo(folder, secrets);
  }

  private void stop(Supervisor supervisor, Training training, CountDownLatch end) {
    if (!supervisor.isStopping()) {
      progress.line("Stopping …");
      long before = System.nanoTime();
      training.close();
      supervisor.stop();
      progress.line("Stopped after " + Progress.seconds(System.nanoTime() - before));
    }
    end.countDown();
  }

  private void decideAboutDemo(DataFolder folder) {
    if (request.demo() != null) {
      folder.demo(request.demo() ? "wanted" : "unwanted");
    } else if (folder.demo().isEmpty()) {
      folder.demo("wanted");
    }
  }

  private void loadDemo(DataFolder folder, Secrets secrets) {
    // With a part of the suite only when it is asked for, and can be loaded.
    List<Service> needed =
        Boolean.TRUE.equals(request.demo())
            ? List.of(Service.GATEWAY, Service.EXAM_RENDER, Service.ASSET)
            : List.of(Service.values());
    if (!folder.demo().equals(Optional.of("wanted")) || !request.services().containsAll(needed)) {
      return;
    }
    progress.line("Loading the demo exam");
    try {
      DemoLoader.load(
          URI.create("http://127.0.0.1:" + request.ports().of(Service.GATEWAY)),
          secrets.firstUsername(),
          secrets.firstPassword().toCharArray(),
          step -> progress.line("  demo      " + step));
      folder.demo("loaded");
    } catch (DemoLoadException e) {
      progress.line(
          "The demo was not loaded, and is tried again at the next up (--no-demo goes without): "
              + e.getMessage());
    }
  }
}
