package dev.examhall.benchmarks.assets;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.examhall.benchmarks.Effort;
import org.junit.jupiter.api.Test;

/** Every benchmark can be run, on the jar that was built with it; its times mean nothing here. */
class AssetBenchmarksIT {

  @Test
  void allCanBeRun() {
    assertThatCode(() -> AssetBenchmarks.run(AssetBenchmarks.NAMES, Effort.TRIED))
        .doesNotThrowAnyException();
  }
}
