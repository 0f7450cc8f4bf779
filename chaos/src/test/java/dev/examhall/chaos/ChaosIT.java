package dev.examhall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A short run of the command in each build; see the README for whole ones. */
class ChaosIT {

  @Test
  void keepsEveryPromiseWhileProcessesAndLinksFail() throws Exception {
    Path work = Path.of(property("examhall.work")).toAbsolutePath();
    Path data = work.resolve("suite");
    if (Files.exists(data)) {
      Chaos.delete(data);
    }
    ChaosReport report =
        new ChaosRun(
                new ChaosRun.Order(
                    Path.of(property("examhall.home")).toAbsolutePath().normalize(),
                    data,
                    freePorts(),
                    Long.parseLong(property("examhall.chaos.seed")),
                    Duration.ofSeconds(
                        Math.round(60 * Double.parseDouble(property("examhall.chaos.minutes")))),
                    4))
            .run();
    report.print(System.out);
    report.write(work.resolve("chaos.json"));

    assertThat(report.journal().violations()).as("replay: %s", report.replay()).isEmpty();
    assertThat(report.journal().counts().getOrDefault("save done", 0L)).isGreaterThan(50);
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private static int freePorts() {
    Random random = new Random();
    int many = 10 + Links.ports();
    for (int tries = 0; tries < 200; tries++) {
      int base = 20_000 + random.nextInt(100) * 100;
      if (IntStream.range(base, base + many).allMatch(dev.examhall.embedded.Ports::isFree)) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports in a row");
  }
}
