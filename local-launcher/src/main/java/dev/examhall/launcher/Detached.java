package dev.examhall.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code up} in another process that outlives this one and its terminal, and shows its
 * progress until it is ready.
 */
record Detached(Up.Request request, PrintStream out) {

  int run(List<String> arguments) throws InterruptedException {
    DataFolder folder = request.folder();
    // Said here, before a process is started whose words go to a log.
    folder.lock().close();
    Path log = folder.launcherLog();
    try {
      Files.createDirectories(log.getParent());
      long begin = Files.exists(log) ? Files.size(log) : 0;
      Process launcher =
          new ProcessBuilder(command(arguments))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Thread giveUp = new Thread(() -> end(launcher), "give-up");
      Runtime.getRuntime().addShutdownHook(giveUp);
      boolean ready = follow(launcher, log, begin);
      if (!ready) {
        return launcher.exitValue() == 0 ? 1 : launcher.exitValue();
      }
      Runtime.getRuntime().removeShutdownHook(giveUp);
    } catch (IOException e) {
      throw new LauncherException("Cannot start in the background: " + e.getMessage(), e);
    }
    new Announcement(request.ports(), folder, out)
        .print(
            Secrets.of(folder, new SecureRandom()),
            "Stop with ./examhall down" + dataOption(folder));
    return 0;
  }

  private String dataOption(DataFolder folder) {
    Path usual = request.checkout().resolve(".examhall").resolve("data");
    return folder.path().equals(usual) ? "" : " --data " + folder.path();
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: the terminal's end is not its end.
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-Dexamhall.terminal")) {
        command.add(flag);
      }
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ExamhallCommand.class.getName()));
    command.addAll(arguments);
    return command;
  }

  private boolean follow(Process launcher, Path log, long begin)
      throws IOException, InterruptedException {
    long position = begin;
    StringBuilder line = new StringBuilder();
    while (true) {
      boolean ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
        byte[] fresh = new byte[(int) Math.max(0, file.length() - position)];
        file.seek(position);
        file.readFully(fresh);
        position += fresh.length;
        line.append(new String(fresh, StandardCharsets.UTF_8));
      }
      for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
        String text = line.substring(0, end);
        line.delete(0, end + 1);
        out.println(text);
        if (text.startsWith(Up.READY)) {
          return true;
        }
      }
      if (ended) {
        return false;
      }
    }
  }

  private static void end(Process launcher) {
    launcher.destroy();
    try {
      launcher.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
