package dev.examhall.embedded;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that Java has no method for. */
final class Signals {

  private Signals() {}

  /** Sends a signal through the shell's own {@code kill}: slim images have no other. */
  static void send(String signal, long pid) {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      shell.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
