package dev.examhall.benchmarks.exam;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the measurement of rendering, which sees inside exam-render-service and so lives with its
 * tests, in a process of its own.
 */
final class Rendering {

  private static final String MEASUREMENT = "dev.examhall.examrender.page.ExamPageRendering";

  private Rendering() {}

  static void run() throws IOException, InterruptedException {
    Path target =
        Path.of(System.getProperty("examhall.home", "."), "exam-render-service", "target");
    Path measured = target.resolve("test-classes");
    if (!Files.exists(measured.resolve("META-INF/BenchmarkList"))) {
      throw new IOException(
          "exam-render-service's tests are not compiled: build with -Dbenchmarks");
    }
    String classPath =
        String.join(
            File.pathSeparator,
            measured.toString(),
            target.resolve("classes").toString(),
            Files.readString(target.resolve("classpath.txt")).strip());
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    classPath,
                    MEASUREMENT))
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the measurement of rendering failed");
    }
  }
}
