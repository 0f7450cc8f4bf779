package dev.examhall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @TempDir private Path home;
  private Report report;

  @BeforeEach
  void makeDocs() throws Exception {
    Files.createDirectories(home.resolve("docs"));
    report = new Report(home);
  }

  @Test
  void keepsAllRunsAndShowsTheNewestOfEach() throws Exception {
    report.of("cache get", () -> System.out.println("GET : Lettuce GET  2.50 x  (2.1 to 2.9)"));
    report.of("gateway proxy", () -> System.out.println("gateway  0.86 x"));
    report.of("cache get", () -> System.out.println("GET : Lettuce GET  1.92 x  (1.4 to 2.7)"));

    assertThat(Files.readAllLines(home.resolve("docs/benchmarks.jsonl"))).hasSize(3);
    assertThat(Files.readString(home.resolve("docs/benchmarks.md")))
        .contains("## cache get", "1.92 x", "## gateway proxy", "0.86 x", "cores", "Java 25")
        .doesNotContain("2.50 x");
  }

  @Test
  void keepsNothingOfARunThatFailed() {
    assertThatThrownBy(
            () ->
                report.of(
                    "cache get",
                    () -> {
                      System.out.println("1.0 x");
                      throw new IllegalStateException("Redis went away");
                    }))
        .hasMessage("Redis went away");

    assertThat(home.resolve("docs/benchmarks.md")).doesNotExist();
  }

  @Test
  void namesNoFolders() throws Exception {
    report.of("cache get", () -> System.out.println("run -jar /srv/people/me/cache-service.jar"));

    assertThat(Files.readString(home.resolve("docs/benchmarks.md")))
        .contains("run -jar …/cache-service.jar")
        .doesNotContain("people");
  }

  @Test
  void saysWhenTheMachineWasNotQuiet() {
    Report.Run busy =
        new Report.Run(
            "cache get", "2026-01-01T00:00:00Z", 9, "abc", "m", 2, 3.5, "v", java.util.List.of());

    assertThat(Report.text(java.util.Map.of("cache get", busy))).contains("**not quiet**");
  }
}
