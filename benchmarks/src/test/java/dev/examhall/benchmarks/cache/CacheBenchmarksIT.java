package dev.examhall.benchmarks.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.examhall.benchmarks.Effort;
import org.junit.jupiter.api.Test;

/** Every benchmark can be run, on the jar that was built with it; its times mean nothing here. */
class CacheBenchmarksIT {

  @Test
  void allThatNeedTheServiceCanBeRun() {
    assertThatCode(() -> new CacheBenchmarks(Effort.TRIED).compare(CacheBenchmarks.NAMES))
        .doesNotThrowAnyException();
  }

  @Test
  void whatNearHitsMeasureAnswers() {
    NearHit near = new NearHit();
    near.start();
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(near.caffeine()).isEqualTo("loaded");
        assertThat(near.getOrLoad()).isEqualTo("loaded");
        assertThat(near.annotatedMono()).isEqualTo("exam 42");
        assertThat(near.annotatedValue()).isEqualTo("exam 42");
      }
    } finally {
      near.stop();
    }
  }
}
